package mesh.adapter.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.port.in.Mesh;

/** A client of {@link McpStdio} over two real pipes, which says exactly what a test wants said. */
public final class StdioClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final OutputStream toServer;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> served;
    private int nextId = 1;

    public StdioClient(Supplier<Mesh> mesh, Surroundings around) {
        try {
            Pipe in = Pipe.open();
            Pipe out = Pipe.open();
            toServer = Channels.newOutputStream(in.sink());
            served = CompletableFuture.runAsync(
                    () -> {
                        try (OutputStream stdout = Channels.newOutputStream(out.sink())) {
                            McpStdio.run(Channels.newInputStream(in.source()), stdout, mesh, around, "test");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    task -> daemon(task, "served"));
            daemon(() -> read(out.source()), "client-reader");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Pipe.SourceChannel from) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(from), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) lines.add(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public StdioClient initialize() {
        return initialize("2025-11-25", "test-client");
    }

    public StdioClient initialize(String revision, String clientName) {
        JsonWriter params = new JsonWriter().object().field("protocolVersion", revision);
        params.object("capabilities").end();
        params.object("clientInfo")
                .field("name", clientName)
                .field("version", "1")
                .end();
        request("initialize", params.end().toString());
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return this;
    }

    public void send(String line) {
        send((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) {
        try {
            toServer.write(bytes);
            toServer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request and goes on. @return its id */
    public int start(String method, String params) {
        int id = nextId++;
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        return id;
    }

    /** Sends a request and waits for the whole response. */
    public JsonObject request(String method, String params) {
        return response(start(method, params));
    }

    public JsonObject response(int id) {
        return await(message -> message.isInteger("id") && message.integer("id") == id);
    }

    public JsonObject notification(String method) {
        return await(
                message -> message.optString("method").filter(method::equals).isPresent());
    }

    /** Calls a tool. @return its result */
    public JsonObject call(String tool, String arguments) {
        return request("tools/call", callParams(tool, arguments)).object("result");
    }

    public int startCall(String tool, String arguments) {
        return start("tools/call", callParams(tool, arguments));
    }

    private static String callParams(String tool, String arguments) {
        return "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
    }

    public static String text(JsonObject result) {
        return result.objects("content").get(0).string("text");
    }

    /** The next message that matches; what does not match is passed over. */
    public JsonObject await(Predicate<JsonObject> wanted) {
        for (String line = next(); ; line = next()) {
            JsonObject message = JsonObject.parse(line);
            if (wanted.test(message)) return message;
        }
    }

    /** The next line from the server. */
    public String next() {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) throw new AssertionError("the server says nothing");
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lines that came and that nobody asked for yet. */
    public int pending() {
        return lines.size();
    }

    /** Closes the server's input. */
    public StdioClient end() {
        try {
            toServer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits until the server has returned. */
    public void awaitEnd() {
        served.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        end().awaitEnd();
    }
}
