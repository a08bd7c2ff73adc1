package mesh.adapter.websocket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import mesh.adapter.link.FrameStream;
import mesh.adapter.websocket.HubUnreachable.Reason;

/** Connects to a hub by WebSocket. Keeps threads, so one is to be used for all tries. Safe for use by many threads. */
public final class WebSocketClient {
    static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    /** Longer than a hub makes a wrong secret wait. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    private final HttpClient http;
    private final String scheme;
    private final String secret;

    private WebSocketClient(HttpClient http, String scheme, String secret) {
        this.http = http;
        this.scheme = scheme;
        this.secret = secret;
    }

    /** For the hub with this key: TLS 1.3, and nobody else is shown the secret. */
    public static WebSocketClient pinned(Pin pin, String secret) {
        SSLParameters onlyTls13 = new SSLParameters();
        onlyTls13.setProtocols(HubIdentity.TLS_VERSIONS);
        HttpClient http = builder()
                .sslContext(PinnedTrust.contextFor(pin))
                .sslParameters(onlyTls13)
                .build();
        return new WebSocketClient(http, "wss", secret);
    }

    /** For a hub on this very machine, without TLS. */
    public static WebSocketClient loopback(String secret) {
        return new WebSocketClient(builder().build(), "ws", secret);
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_WITHIN);
    }

    /**
     * Connects.
     *
     * @param address a name or an IP address
     * @throws HubUnreachable where that is not possible
     */
    public FrameStream connect(String address, int port) throws IOException {
        String authority = (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
        WebSocketStream stream = new WebSocketStream();
        var opening = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + secret)
                .buildAsync(URI.create(scheme + "://" + authority + "/"), stream.listener());
        try {
            return stream.over(opening.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException) requireListener(address, port, authority);
            throw unreachable(authority, e.getCause());
        } catch (TimeoutException e) {
            opening.whenComplete((late, failed) -> {
                if (late != null) late.abort();
            });
            throw noAnswer(authority, e);
        } catch (InterruptedException e) {
            opening.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while connecting to " + authority, e);
        }
    }

    private static IOException unreachable(String authority, Throwable why) {
        if (why instanceof WebSocketHandshakeException refused)
            return refused(authority, refused.getResponse().statusCode(), why);
        if (causedBy(why, PinnedTrust.WrongPin.class))
            return new HubUnreachable(
                    Reason.WRONG_KEY,
                    "Who answers at " + authority + " is not the hub that was joined: its key has another fingerprint."
                            + " Nothing was told to it. If the hub was set up anew, join it again with a new invitation.",
                    why);
        if (causedBy(why, SSLException.class))
            return new HubUnreachable(
                    Reason.NOT_A_HUB,
                    "What answers at " + authority + " does not speak TLS 1.3: " + why.getMessage(),
                    why);
        if (causedBy(why, HttpTimeoutException.class)) return noAnswer(authority, why);
        return new HubUnreachable(
                Reason.NO_ANSWER,
                "The hub at " + authority + " cannot be reached: "
                        + (why.getMessage() == null ? why : why.getMessage()),
                why);
    }

    /** Asks again on a plain socket, which says why it cannot be connected; the HTTP client does not. */
    private static void requireListener(String address, int port, String authority) throws HubUnreachable {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(address, port), (int) CONNECT_WITHIN.toMillis());
        } catch (ConnectException e) {
            if (String.valueOf(e.getMessage()).contains("timed out")) throw noAnswer(authority, e);
            throw new HubUnreachable(
                    Reason.CLOSED_PORT,
                    "Nobody listens at " + authority + " (" + e.getMessage() + "). On the hub: SLM_MESH_HOST=0.0.0.0"
                            + " slm-mesh start, and look that its firewall lets this port through.",
                    e);
        } catch (SocketTimeoutException e) {
            throw noAnswer(authority, e);
        } catch (IOException e) {
            throw new HubUnreachable(
                    Reason.NO_ANSWER,
                    "The hub at " + authority + " cannot be reached: "
                            + (e instanceof UnknownHostException ? "no machine of that name is known" : e.getMessage()),
                    e);
        }
    }

    private static HubUnreachable noAnswer(String authority, Throwable why) {
        return new HubUnreachable(
                Reason.NO_ANSWER,
                "Nothing answers at " + authority
                        + ". Look whether the hub is on and in the same network, and whether a"
                        + " firewall drops this port.",
                why);
    }

    private static HubUnreachable refused(String authority, int status, Throwable why) {
        return switch (status) {
            case 401 ->
                new HubUnreachable(
                        Reason.WRONG_SECRET,
                        "The hub at " + authority + " refuses the secret (401): it has a new one. Ask for a new"
                                + " invitation (slm-mesh invite) and join again.",
                        why);
            case 503 ->
                new HubUnreachable(
                        Reason.BUSY, "The hub at " + authority + " has as many links as it takes (503).", why);
            default ->
                new HubUnreachable(
                        Reason.NOT_A_HUB, "What answers at " + authority + " is not a hub (HTTP " + status + ").", why);
        };
    }

    private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) if (type.isInstance(cause)) return true;
        return false;
    }
}
