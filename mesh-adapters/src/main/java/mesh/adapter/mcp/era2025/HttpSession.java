package mesh.adapter.mcp.era2025;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import mesh.adapter.mcp.rpc.Conversation;
import mesh.adapter.mcp.rpc.Parcel;
import mesh.adapter.mcp.rpc.Reply;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;

/** A client over HTTP between its handshake and its end. */
final class HttpSession {
    private final String id;
    private final LongSupplier nanoTicker;
    private final SessionStream stream;
    private final HandshakeSession handshake;
    private final Conversation conversation = new Conversation();
    private volatile long lastSeen;
    private volatile boolean hadStream;

    HttpSession(
            String id,
            String version,
            Function<Optional<String>, Agent> agents,
            Workers workers,
            LongSupplier nanoTicker) {
        this.id = id;
        this.nanoTicker = nanoTicker;
        this.stream = new SessionStream(workers);
        this.handshake = new HandshakeSession(version, agents, stream, false);
        seen();
    }

    String id() {
        return id;
    }

    HandshakeSession handshake() {
        return handshake;
    }

    SessionStream stream() {
        return stream;
    }

    CompletableFuture<Optional<Reply>> answer(Parcel parcel) {
        seen();
        return conversation.answer(parcel, handshake::answer);
    }

    void seen() {
        lastSeen = nanoTicker.getAsLong();
    }

    void opensStream() {
        hadStream = true;
        seen();
    }

    boolean hadStream() {
        return hadStream;
    }

    /** For how long nothing was asked, under way or streamed. */
    long idleNanos() {
        if (conversation.size() > 0) seen();
        return nanoTicker.getAsLong() - lastSeen;
    }

    /** Ends it, and its peer. May block. */
    void end() {
        conversation.close();
        stream.close();
        handshake.close();
    }

    /** Lets go of it without ending its peer: the client will come back to the broker's successor. */
    void suspend() {
        conversation.end(new RpcError(RpcError.INTERNAL_ERROR, "The broker is stopping; try again in a few seconds"));
        stream.close();
        handshake.suspend();
    }
}
