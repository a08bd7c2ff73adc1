package mesh.faults.abuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;

/** One TCP connection on which a test says exactly what it wants, byte by byte. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /** @param body empty where the answer is not counted and the connection stays open */
    record Response(int status, String head, String body) {
        JsonObject json() {
            return JsonObject.parse(body);
        }

        String code() {
            return body.startsWith("{") ? json().optString("code").orElse("") : "";
        }
    }

    RawHttp(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Program.PATIENCE.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    static Response get(BrokerUnderAbuse broker, String path) throws IOException {
        try (RawHttp http = new RawHttp(broker.httpPort())) {
            http.send(head(broker, "GET", path) + "\r\n");
            return http.response();
        }
    }

    static Response post(BrokerUnderAbuse broker, String path, String body, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(broker.httpPort())) {
            http.send(head(broker, "POST", path) + headers(headers) + json(body));
            return http.response();
        }
    }

    /** Sends {@code request} as it is, with PORT and TOKEN put in. */
    static Response raw(BrokerUnderAbuse broker, String request) throws IOException {
        try (RawHttp http = new RawHttp(broker.httpPort())) {
            http.send(
                    request.replace("PORT", Integer.toString(broker.httpPort())).replace("TOKEN", broker.token()));
            return http.response();
        }
    }

    /** A proper beginning of a request, to which headers can be added. */
    static String head(BrokerUnderAbuse broker, String method, String path) throws IOException {
        return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + broker.httpPort() + "\r\nAuthorization: Bearer "
                + broker.token() + "\r\n";
    }

    private static String headers(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    /** What follows the head: type, length and body. */
    static String json(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n"
                + new String(bytes, ISO_8859_1);
    }

    RawHttp send(String latin1) throws IOException {
        return send(latin1.getBytes(ISO_8859_1));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    Response response() throws IOException {
        StringBuilder head = new StringBuilder();
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:"))
                length = Integer.parseInt(line.substring(15).strip());
        }
        int status = Integer.parseInt(head.toString().split("[ \n]")[1]);
        byte[] body = length >= 0 ? in.readNBytes(length) : new byte[0];
        return new Response(status, head.toString(), new String(body, UTF_8));
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new EOFException("the connection ended");
            if (c != '\r') line.write(c);
        }
        return line.toString(UTF_8);
    }

    /** Whether the other side ends the connection in time, whatever it still says. */
    boolean endsWithin(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (System.nanoTime() < end) {
                socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
                if (in.read() < 0) return true;
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // reset
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
