package mesh.adapter.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;

/** Where every request arrives: guards first, then its route. */
final class FrontDoor implements HttpHandler {
    private static final Logger LOG = System.getLogger(FrontDoor.class.getName());

    private final Guard guard;
    private final Routes routes;
    private final Replies replies;
    private final CallMetrics metrics;
    private final InFlight inFlight;

    FrontDoor(Guard guard, Routes routes, Replies replies, CallMetrics metrics, InFlight inFlight) {
        this.guard = guard;
        this.routes = routes;
        this.replies = replies;
        this.metrics = metrics;
        this.inFlight = inFlight;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!inFlight.begin()) {
            refuse(exchange, new HttpRefusal(ErrorCode.SHUTTING_DOWN, "The broker is stopping; try again."));
            return;
        }
        try {
            serve(exchange);
        } catch (HttpRefusal refusal) {
            refuse(exchange, refusal);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A client went away", e);
            throw e; // so that the server forgets the connection: closing the exchange alone would count it for ever
        } catch (RuntimeException e) {
            replies.send(exchange, ErrorJson.answer(e));
        } finally {
            inFlight.end();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        guard.checkHead(exchange);
        String path = exchange.getRequestURI().getRawPath();
        if (!routes.isOpen(path)) guard.checkToken(exchange, routes.ownToken(path));
        Routes.Route route = routes.at(path);
        String method = exchange.getRequestMethod();
        if (!route.allows(method)) {
            exchange.getResponseHeaders().set("Allow", route.allowed());
            throw new HttpRefusal(ErrorCode.METHOD_NOT_ALLOWED, "This path takes " + route.allowed() + ".");
        }
        if (method.equals("OPTIONS") && !route.takesAll()) {
            exchange.getResponseHeaders().set("Allow", route.allowed());
            replies.sendEmpty(exchange, 204);
        } else {
            route.handler().handle(exchange);
        }
    }

    /** Whatever follows a request that was refused for its form is not to be trusted: the connection ends. */
    private void refuse(HttpExchange exchange, HttpRefusal refusal) throws IOException {
        metrics.refused(refusal.code());
        exchange.getResponseHeaders().set("Connection", "close");
        if (refusal.code() == ErrorCode.UNAUTHORIZED)
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        replies.send(exchange, refusal.answer());
    }
}
