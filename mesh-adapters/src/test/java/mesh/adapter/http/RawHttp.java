package mesh.adapter.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import mesh.adapter.wire.JsonObject;

/** One HTTP connection on which a test says exactly what it wants, byte by byte. */
final class RawHttp implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests-0123456789abcdef";
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final int port;

    /** What came back; header names are in lower case. */
    record Response(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonObject json() {
            return JsonObject.parse(body);
        }

        String code() {
            return json().optString("code").orElse("");
        }
    }

    RawHttp(int port) throws IOException {
        this.port = port;
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One request on a connection of its own. */
    static Response once(int port, String method, String path, String body, String... headers) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            return connection.request(method, path, body, headers);
        }
    }

    /** A proper request with the token, and {@code headers} on top ({@code "Name: value"}). */
    Response request(String method, String path, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAuthorization: Bearer " + TOKEN + "\r\n");
        for (String header : headers) head.append(header).append("\r\n");
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        if (body != null)
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(bytes.length)
                    .append("\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(bytes);
        send(request.toByteArray());
        return response(method.equals("HEAD"));
    }

    Response post(String path, String body, String... headers) throws IOException {
        return request("POST", path, body, headers);
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    Response response() throws IOException {
        return response(false);
    }

    private Response response(boolean withoutBody) throws IOException {
        String statusLine = line();
        Map<String, String> headers = headers();
        int status = Integer.parseInt(statusLine.split(" ")[1]);
        if (withoutBody || status == 204) return new Response(status, headers, new byte[0]);
        String length = headers.get("content-length");
        byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        return new Response(status, headers, body);
    }

    /** The head of an answer whose body is read piece by piece. */
    Response head() throws IOException {
        String statusLine = line();
        return new Response(Integer.parseInt(statusLine.split(" ")[1]), headers(), new byte[0]);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** The next chunk of a chunked body; empty at its end. */
    String chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        String chunk = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        line();
        return chunk;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new EOFException("The connection ended");
            if (c != '\r') line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Whether the other side has closed the connection. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true; // it was reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
