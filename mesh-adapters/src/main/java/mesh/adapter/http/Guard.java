package mesh.adapter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import mesh.adapter.wire.ErrorCode;

/**
 * Refuses requests that do not come from a program on this machine that knows the token: those that a web page made a
 * browser send (foreign {@code Host} or {@code Origin}), and those whose head is ambiguous.
 */
final class Guard {
    private static final String BEARER = "Bearer ";
    /** Headers of which a second one would be open to interpretation. */
    private static final List<String> ONCE =
            List.of("Host", "Origin", "Authorization", "Content-Type", "Content-Length", Requests.PEER_TOKEN);

    private final Supplier<String> token;
    private final Set<String> hosts;
    private final Set<String> origins;

    /** @param token asked for at each request, because it can be replaced */
    Guard(int port, Supplier<String> token) {
        this.token = token;
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        this.origins = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port, "http://[::1]:" + port);
    }

    /** @throws HttpRefusal for a head that is ambiguous or comes from elsewhere */
    void checkHead(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        checkCharacters(headers);
        for (String name : ONCE) {
            List<String> values = headers.get(name);
            if (values != null && values.size() > 1)
                throw new HttpRefusal(ErrorCode.INVALID_INPUT, "There must be one " + name + " header at most.");
        }
        checkVersion(exchange.getProtocol());
        String host = headers.getFirst("Host");
        if (host == null) throw new HttpRefusal(ErrorCode.INVALID_INPUT, "There must be a Host header.");
        if (!hosts.contains(host.toLowerCase(Locale.ROOT)))
            throw new HttpRefusal(
                    ErrorCode.FORBIDDEN,
                    "The Host header must name this broker (127.0.0.1, localhost or [::1], port).");
        String origin = headers.getFirst("Origin");
        if (origin != null && !origins.contains(origin.toLowerCase(Locale.ROOT)))
            throw new HttpRefusal(ErrorCode.FORBIDDEN, "Requests from web pages of another origin are refused.");
    }

    private static void checkVersion(String protocol) {
        if (!protocol.equals("HTTP/1.1") && !protocol.equals("HTTP/1.0"))
            throw new HttpRefusal(ErrorCode.INVALID_INPUT, "The protocol must be HTTP/1.1 or HTTP/1.0.");
    }

    private static void checkCharacters(Headers headers) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (!isPlain(header.getKey(), false)) throw controlCharacter();
            for (String value : header.getValue()) if (!isPlain(value, true)) throw controlCharacter();
        }
    }

    private static HttpRefusal controlCharacter() {
        return new HttpRefusal(ErrorCode.INVALID_INPUT, "Headers must not contain control characters.");
    }

    private static boolean isPlain(String text, boolean tabAllowed) {
        if (text == null) return true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0x7f || c < 0x20 && !(tabAllowed && c == '\t')) return false;
        }
        return true;
    }

    /**
     * @param own the token of this path, where it has one of its own
     * @throws HttpRefusal for a missing or wrong token
     */
    void checkToken(HttpExchange exchange, Optional<Supplier<String>> own) {
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (shown == null)
            throw new HttpRefusal(
                    ErrorCode.UNAUTHORIZED,
                    "Show the broker's token: Authorization: Bearer <contents of broker.token in the data directory>.");
        if (!shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || !isToken(shown.substring(BEARER.length()), own.orElse(token)))
            throw new HttpRefusal(
                    ErrorCode.UNAUTHORIZED,
                    "That is not this broker's token; read broker.token in its data directory again.");
    }

    /** Whether a request that was let in with the broker's token would be now; it may have been replaced since. */
    boolean isWelcome(HttpExchange exchange) {
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        return shown != null && shown.length() > BEARER.length() && isToken(shown.substring(BEARER.length()), token);
    }

    /** Takes as long for a wrong token as for the right one. */
    private static boolean isToken(String shown, Supplier<String> token) {
        return MessageDigest.isEqual(
                shown.strip().getBytes(StandardCharsets.UTF_8), token.get().getBytes(StandardCharsets.UTF_8));
    }
}
