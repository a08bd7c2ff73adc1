package mesh.app.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.wire.JsonObject;

/** A broker of the real distribution, as a process, with a data directory of its own. */
final class TestedBroker implements AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LOOK_AT_LOG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Process process;
    private final Path data;
    private final Endpoint.Http http;
    private final List<String> peers = new ArrayList<>();
    private volatile long mostLogBytes;

    /** @param data made by the broker, unless it is there */
    TestedBroker(Stage stage, Path data) throws IOException {
        this.data = data;
        process = stage.start(data, ProcessBuilder.Redirect.DISCARD, "start", "--foreground");
        Path port = data.resolve("port");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (Files.notExists(port) || Files.size(port) == 0) {
            if (!process.isAlive() || System.nanoTime() - end > 0)
                throw new IOException(
                        "The broker did not start: " + stage.children().said());
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        String token = Files.readString(data.resolve("broker.token")).strip();
        http = new Endpoint.Http(Integer.parseInt(Files.readString(port).strip()), token);
        Thread watch = new Thread(this::watchLog, "bench-log");
        watch.setDaemon(true);
        watch.start();
    }

    private void watchLog() {
        Path log = data.resolve("mesh.db-wal");
        while (process.isAlive()) {
            mostLogBytes = Math.max(mostLogBytes, log.toFile().length());
            LockSupport.parkNanos(LOOK_AT_LOG_NANOS);
        }
    }

    Path data() {
        return data;
    }

    long pid() {
        return process.pid();
    }

    Endpoint.Http http() {
        return http;
    }

    Endpoint link() {
        return new Endpoint.Link(socket(), "{\"hello\":{\"protocol\":1,\"client\":\"bench\"}}");
    }

    /** The largest that the database's log has been. */
    long mostLogBytes() {
        return mostLogBytes;
    }

    Path socket() {
        return data.resolve("broker.sock");
    }

    /** One call on a connection of its own. @return the body of the answer */
    JsonObject call(String call, String body) throws IOException {
        return JsonObject.parse(answer(call, body));
    }

    /** How long the body of an answer is. */
    int answerBytes(String call, String body) throws IOException {
        return answer(call, body).getBytes(StandardCharsets.UTF_8).length;
    }

    private String answer(String call, String body) throws IOException {
        try (Caller caller = new Caller(http, http.request(call, body))) {
            caller.call();
            String answer = caller.answer();
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    /** Peers of this process, registered now unless they were before. They are alive as long as it is. */
    List<String> peers(int count) throws IOException {
        while (peers.size() < count) {
            String body = "{\"pid\":" + ProcessHandle.current().pid()
                    + ",\"projectPath\":\"/project\",\"sessionKey\":\"bench-" + peers.size() + "\"}";
            peers.add(call("register", body).string("peerId"));
        }
        return peers.subList(0, count);
    }

    @Override
    public void close() {
        Children.end(process.toHandle());
    }
}
