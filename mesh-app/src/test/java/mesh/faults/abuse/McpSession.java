package mesh.faults.abuse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;

/** One agent's MCP server as a process, and the agent's end of the conversation. */
public final class McpSession {
    public final Process process;
    private final Writer in;
    private final BufferedReader out;
    private int lastId;

    public McpSession(Program program) throws IOException {
        this(program.start("mcp"));
    }

    /** The agent's end of a server that runs already. */
    public McpSession(Process server) throws IOException {
        process = server;
        in = process.outputWriter();
        out = process.inputReader();
        ask(
                "initialize",
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
        tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    private void tell(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** @return the answer's result, or its error under the name {@code error} */
    public JsonObject ask(String method, String params) throws IOException {
        int id = ++lastId;
        tell("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        for (String line; (line = out.readLine()) != null; ) {
            JsonObject answer = JsonObject.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8), 4 << 20);
            if (answer.has("id") && answer.integer("id") == id)
                return answer.optObject("result").orElse(answer);
        }
        throw new IOException("the session ended");
    }

    public JsonObject tool(String name, String arguments) throws IOException {
        return ask("tools/call", "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}");
    }

    /** What the model gets to read of a tool's result. */
    public static String text(JsonObject result) {
        StringBuilder text = new StringBuilder();
        for (JsonObject part : result.objects("content"))
            text.append(part.string("text")).append('\n');
        return text.toString();
    }
}
