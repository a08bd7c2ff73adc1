package mesh.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mesh.adapter.wire.ErrorCode;

/** What is served where. */
final class Routes {
    /** Serves one request; ends its exchange, at once or later. */
    @FunctionalInterface
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    /**
     * One row.
     *
     * @param methods empty leaves them to the handler
     * @param open whether it is served without the token
     * @param ownToken what callers show here instead of the broker's token
     */
    record Route(List<String> methods, boolean open, Optional<Supplier<String>> ownToken, Handler handler) {
        Route(List<String> methods, boolean open, Handler handler) {
            this(methods, open, Optional.empty(), handler);
        }

        boolean takesAll() {
            return methods.isEmpty();
        }

        boolean allows(String method) {
            return takesAll() || methods.contains(method);
        }

        /** The value of an {@code Allow} header. */
        String allowed() {
            return String.join(", ", methods);
        }
    }

    private static final List<String> READING = List.of("GET", "HEAD", "OPTIONS");
    private static final List<String> CALLING = List.of("POST", "OPTIONS");

    private final Map<String, Route> exact = new HashMap<>();
    private final Map<String, Route> below = new HashMap<>();

    void get(String path, Handler handler) {
        exact.put(path, new Route(READING, false, handler));
    }

    /** Serves {@code path} without the token. */
    void getOpen(String path, Handler handler) {
        exact.put(path, new Route(READING, true, handler));
    }

    void post(String path, Handler handler) {
        exact.put(path, new Route(CALLING, false, handler));
    }

    /** Serves {@code path}, and all below it where it ends in a slash, whatever the method. */
    void mount(String path, Handler handler) {
        (path.endsWith("/") ? below : exact).put(path, new Route(List.of(), false, handler));
    }

    /** The same for callers who show a token that is good for this path alone. */
    void mount(String path, Supplier<String> ownToken, Handler handler) {
        (path.endsWith("/") ? below : exact).put(path, new Route(List.of(), false, Optional.of(ownToken), handler));
    }

    /** What is to be shown at this path, where that is not the broker's token. */
    Optional<Supplier<String>> ownToken(String path) {
        return find(path).flatMap(Route::ownToken);
    }

    /** @throws HttpRefusal when nothing is there */
    Route at(String path) {
        return find(path).orElseThrow(() -> new HttpRefusal(ErrorCode.NOT_FOUND, "There is nothing at this path."));
    }

    private Optional<Route> find(String path) {
        Route route = exact.get(path);
        for (int slash = path.lastIndexOf('/'); route == null && slash >= 0; slash = path.lastIndexOf('/', slash - 1))
            route = below.get(path.substring(0, slash + 1));
        return Optional.ofNullable(route);
    }

    boolean isOpen(String path) {
        Route route = exact.get(path);
        return route != null && route.open();
    }
}
