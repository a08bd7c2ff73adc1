package mesh.adapter.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;

/** An MCP session as a coding agent has it: a child process, spoken to in JSON-RPC lines over its pipes. */
final class McpChild implements AutoCloseable {
    /** Revision of the protocol that is spoken. */
    private static final String REVISION = "2025-06-18";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OWN_END = Duration.ofSeconds(5);

    private final Process process;
    private final OutputStream in;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();

    /** What a tool answered. @param structured the same for programs; empty for a refusal */
    record Reply(String text, JsonObject structured, boolean refused) {}

    McpChild(Process process) {
        this.process = process;
        this.in = process.getOutputStream();
        Thread reader = new Thread(this::read, "mcp-child-reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Shakes hands as the host {@code clientName}. @return how many tools the agent was given */
    int initialize(String clientName) throws IOException {
        JsonWriter parameters = new JsonWriter().object().field("protocolVersion", REVISION);
        parameters.object("capabilities").end();
        parameters
                .object("clientInfo")
                .field("name", clientName)
                .field("version", "demo")
                .end();
        await(ask("initialize", parameters.end().toString()));
        write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return await(ask("tools/list", "{}")).object("result").objects("tools").size();
    }

    /** Calls a tool and waits for what it says. @param arguments a JSON object */
    Reply call(String tool, String arguments) throws IOException {
        return reply(await(begin(tool, arguments)));
    }

    /** Calls a tool that may take its time. */
    CompletableFuture<Reply> callLater(String tool, String arguments) throws IOException {
        return begin(tool, arguments).thenApply(McpChild::reply);
    }

    private CompletableFuture<JsonObject> begin(String tool, String arguments) throws IOException {
        JsonWriter parameters = new JsonWriter().object().field("name", tool).raw("arguments", arguments);
        return ask("tools/call", parameters.end().toString());
    }

    private static Reply reply(JsonObject answer) {
        JsonObject result = answer.object("result");
        String text = result.objects("content").get(0).string("text");
        return new Reply(text, result.optObject("structuredContent").orElse(JsonObject.EMPTY), result.bool("isError"));
    }

    /** The value of {@code future}, within a minute. */
    static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException)
                throw new IOException("A session did not answer within " + PATIENCE.toSeconds() + " s", e);
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    // --- JSON-RPC ---

    private CompletableFuture<JsonObject> ask(String method, String parameters) throws IOException {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(id, answer);
        write(new JsonWriter()
                .object()
                .field("jsonrpc", "2.0")
                .field("id", id)
                .field("method", method)
                .raw("params", parameters)
                .end()
                .toString());
        return answer;
    }

    private void write(String line) throws IOException {
        writing.lock();
        try {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } finally {
            writing.unlock();
        }
    }

    private void read() {
        IOException end = new IOException("A session ended in the middle of the story");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) take(JsonObject.parse(line));
        } catch (IOException | InvalidInput e) {
            end.initCause(e);
        }
        for (CompletableFuture<JsonObject> answer : asked.values()) answer.completeExceptionally(end);
    }

    private void take(JsonObject message) {
        if (!message.has("id") || message.has("method")) return; // a notification, or a question of the server's
        CompletableFuture<JsonObject> answer = asked.remove(message.integer("id"));
        if (answer == null) return;
        if (message.has("error"))
            answer.completeExceptionally(new IOException(message.object("error").string("message")));
        else answer.complete(message);
    }

    /** Ends the session as hosts do: by closing its input. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            process.destroy(); // what was to be written to it cannot be: it has ended, or must
        }
        DemoStage.end(process, OWN_END);
    }
}
