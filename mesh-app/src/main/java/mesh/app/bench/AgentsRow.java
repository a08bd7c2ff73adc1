package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Twenty agents over HTTP MCP, each with its stream open: what the one broker takes for all of them. */
final class AgentsRow implements Row {
    private static final int COUNT = 20;
    private static final int CALLS = 50;

    @Override
    public String name() {
        return "agents";
    }

    @Override
    public String title() {
        return COUNT + " agents over HTTP MCP";
    }

    /** The first message of a session. */
    static String initialize(int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        String work = COUNT + " agents over HTTP MCP, broker RSS";
        if (!Memory.isTold()) {
            sheet.notMeasured(work, "this system has no /proc that tells it");
            return;
        }
        List<SocketChannel> streams = new ArrayList<>();
        try (TestedBroker broker = stage.newBroker()) {
            double before = Memory.resident(broker.pid());
            for (int i = 0; i < COUNT; i++) streams.add(work(broker));
            sheet.value(work, "MB", Memory.resident(broker.pid()), AT_MOST, 200);
            sheet.value("the same broker before", "MB", before);
        } finally {
            for (SocketChannel stream : streams) stream.close();
        }
    }

    /** An agent comes, looks at its tools and uses some. @return its open stream */
    private static SocketChannel work(TestedBroker broker) throws IOException {
        String session = "Mcp-Session-Id: " + sessionId(ask(broker, "POST", "", initialize(1))) + "\r\n";
        ask(broker, "POST", session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        ask(broker, "POST", session, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
        for (int call = 0; call < CALLS; call++) {
            String tool = call % 2 == 0
                    ? "{\"name\":\"mesh_state\",\"arguments\":{\"action\":\"set\",\"key\":\"k" + call
                            + "\",\"value\":\"v\"}}"
                    : "{\"name\":\"mesh_peers\",\"arguments\":{}}";
            ask(
                    broker,
                    "POST",
                    session,
                    "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":" + tool + "}");
        }
        SocketChannel stream = broker.http().open();
        stream.write(ByteBuffer.wrap(request(broker, "GET", session, "")));
        return stream;
    }

    private static String ask(TestedBroker broker, String method, String headers, String body) throws IOException {
        try (Caller caller = new Caller(broker.http(), request(broker, method, headers, body))) {
            caller.call();
            return caller.answer();
        }
    }

    private static byte[] request(TestedBroker broker, String method, String headers, String body) {
        String head = method + " /mcp?project=/project HTTP/1.1\r\nHost: 127.0.0.1:"
                + broker.http().port()
                + "\r\nAuthorization: Bearer " + broker.http().token()
                + "\r\nAccept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-11-25\r\n" + headers;
        if (!body.isEmpty()) head += "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    private static String sessionId(String answer) throws IOException {
        for (String line : answer.split("\r\n"))
            if (line.regionMatches(true, 0, "Mcp-Session-Id:", 0, 15))
                return line.substring(15).strip();
        throw new IOException("No session was given: " + answer);
    }
}
