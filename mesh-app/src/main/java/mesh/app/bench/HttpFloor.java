package mesh.app.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HttpServer with nothing behind it: reads a body, answers with bytes that are there already. */
final class HttpFloor implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] answer;

    /** @param answerBytes length of every answer's body */
    HttpFloor(int answerBytes) throws IOException {
        // Before the server's first class loads, or else every answer waits 40 ms for a delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        answer = "x".repeat(answerBytes).getBytes();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    Endpoint endpoint() {
        return new Endpoint.Http(server.getAddress().getPort(), "none");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
