package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import mesh.adapter.wire.ErrorCode;

/**
 * The head of an HTTP request that wants to become a WebSocket (RFC 6455, section 4.2.1), read strictly: what could be
 * understood in two ways is refused.
 */
final class UpgradeRequest {
    static final int MAX_HEAD_BYTES = 8 * 1024;
    static final int MAX_HEADERS = 64;

    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

    private final String method;
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private UpgradeRequest(String method) {
        this.method = method;
    }

    /**
     * Reads up to the empty line.
     *
     * @throws UpgradeRefused where it is no HTTP/1.1, or beyond a limit
     * @throws EOFException where it ends before that
     */
    static UpgradeRequest read(ByteSource source) throws IOException {
        byte[] head = new byte[MAX_HEAD_BYTES];
        int size = 0;
        UpgradeRequest request = null;
        for (int lineStart = 0; ; ) {
            if (size == head.length)
                throw UpgradeRefused.tooLarge("The head of a request has at most " + MAX_HEAD_BYTES + " bytes.");
            int b = source.next();
            if (b < 0) throw new EOFException("The connection ended inside the head of a request");
            head[size++] = (byte) b;
            if (b != '\n') continue;
            if (size - lineStart < 2 || head[size - 2] != '\r') throw UpgradeRefused.malformed("Lines end in CR LF.");
            String line = new String(head, lineStart, size - 2 - lineStart, ISO_8859_1);
            lineStart = size;
            if (request == null) request = new UpgradeRequest(methodOf(line));
            else if (line.isEmpty()) return request;
            else request.addHeader(line);
        }
    }

    private static String methodOf(String line) throws UpgradeRefused {
        requireText(line);
        String[] words = line.split(" ", -1);
        if (words.length != 3 || words[1].isEmpty() || !isToken(words[0]) || !words[2].equals("HTTP/1.1"))
            throw UpgradeRefused.malformed("This port speaks WebSocket: GET with HTTP/1.1.");
        return words[0];
    }

    private void addHeader(String line) throws UpgradeRefused {
        if (names.size() == MAX_HEADERS)
            throw UpgradeRefused.tooLarge("There are at most " + MAX_HEADERS + " headers.");
        requireText(line);
        int colon = line.indexOf(':');
        if (colon < 1 || !isToken(line.substring(0, colon)))
            throw UpgradeRefused.malformed("A header is a name, a colon and a value on one line.");
        names.add(line.substring(0, colon).toLowerCase(Locale.ROOT));
        values.add(line.substring(colon + 1).strip());
    }

    private static void requireText(String line) throws UpgradeRefused {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f)
                throw UpgradeRefused.malformed("The head of a request holds no control characters.");
        }
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isToken(String text) {
        if (text.isEmpty()) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || SEPARATORS.indexOf(c) >= 0) return false;
        }
        return true;
    }

    /** The header's one value, empty where there is none. */
    private String only(String name) throws UpgradeRefused {
        int first = names.indexOf(name);
        if (first < 0) return "";
        if (names.lastIndexOf(name) != first) throw UpgradeRefused.malformed("There must be one " + name + " header.");
        return values.get(first);
    }

    /** Whether a comma-separated header, once or several times there, holds the word. */
    private boolean lists(String name, String word) {
        for (int i = 0; i < names.size(); i++)
            if (names.get(i).equals(name))
                for (String item : values.get(i).split(",")) if (item.strip().equalsIgnoreCase(word)) return true;
        return false;
    }

    /** What stands behind {@code Bearer} (RFC 6750, section 2.1); empty where nothing does. */
    String bearer() throws UpgradeRefused {
        String shown = only("authorization");
        return shown.regionMatches(true, 0, "Bearer ", 0, 7)
                ? shown.substring(7).strip()
                : "";
    }

    /** The answer to the key of a request that is right in all things. */
    String accept() throws UpgradeRefused {
        if (!method.equals("GET"))
            throw new UpgradeRefused(405, ErrorCode.METHOD_NOT_ALLOWED, "A WebSocket begins with GET.");
        if (only("host").isEmpty()) throw UpgradeRefused.malformed("There must be a Host header.");
        if (!only("origin").isEmpty())
            throw new UpgradeRefused(403, ErrorCode.FORBIDDEN, "Web pages are not let in (the request has an Origin).");
        if (!lists("upgrade", "websocket") || !lists("connection", "upgrade"))
            throw new UpgradeRefused(
                    426,
                    ErrorCode.INVALID_INPUT,
                    "This port speaks WebSocket only; the HTTP API has a port of its own.");
        if (!only("sec-websocket-version").equals("13"))
            throw new UpgradeRefused(426, ErrorCode.INVALID_INPUT, "Sec-WebSocket-Version must be 13.");
        String key = only("sec-websocket-key");
        if (!isKey(key)) throw UpgradeRefused.malformed("Sec-WebSocket-Key must be 16 bytes in Base64.");
        return answerTo(key);
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String answerTo(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
