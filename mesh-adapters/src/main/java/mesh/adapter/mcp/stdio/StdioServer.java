package mesh.adapter.mcp.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mesh.adapter.mcp.HostDetection;
import mesh.adapter.mcp.Surroundings;
import mesh.adapter.mcp.era2025.HandshakeSession;
import mesh.adapter.mcp.era2026.StatelessEra;
import mesh.adapter.mcp.rpc.Answer;
import mesh.adapter.mcp.rpc.Conversation;
import mesh.adapter.mcp.rpc.Incoming;
import mesh.adapter.mcp.rpc.Parcel;
import mesh.adapter.mcp.rpc.Pump;
import mesh.adapter.mcp.rpc.Reply;
import mesh.adapter.mcp.rpc.RpcError;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.port.in.Mesh;

/** Reads messages line by line, has them answered side by side, and writes each answer when it is there. */
public final class StdioServer {
    private static final int MAX_BUSY_CALLS = 16;

    /** When the input has ended: for what is under way, and then for leaving the mesh. Together well under a second. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(300);

    private static final Duration LEAVING = Duration.ofMillis(400);
    /** For a client to say where it works. */
    private static final Duration ROOTS = Duration.ofSeconds(1);

    private final Supplier<Mesh> mesh;
    private final Surroundings around;
    private final Output output;
    private final Workers workers = new Workers(MAX_BUSY_CALLS);
    private final Pump notifications;
    private final HandshakeSession session;
    private final String version;
    private volatile StatelessEra stateless;
    private final Conversation conversation = new Conversation();
    private final Set<CompletableFuture<Void>> unfinished = ConcurrentHashMap.newKeySet();

    public StdioServer(OutputStream out, Supplier<Mesh> mesh, Surroundings around, String version) {
        this.mesh = mesh;
        this.around = around;
        this.output = new Output(out);
        this.notifications = new Pump(workers.calls(), output::write, true);
        this.version = version;
        this.session = new HandshakeSession(version, this::agent, notifications, true);
    }

    /** Serves until the input ends. */
    public void serve(InputStream in) throws IOException {
        Lines lines = new Lines(in);
        try {
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) take(line);
        } finally {
            finish();
        }
    }

    private Agent agent(Optional<String> clientName) {
        return new Agent(
                mesh,
                () -> HostDetection.identify(clientName, around, this::root).registration(),
                workers,
                false);
    }

    /** Where the client says that it works. Hosts start some servers in a directory that has nothing to do with it. */
    private Optional<String> root() {
        if (!session.clientHasRoots()) return Optional.empty();
        return conversation
                .ask("roots/list", output::write)
                .completeOnTimeout(Optional.empty(), ROOTS.toMillis(), TimeUnit.MILLISECONDS)
                .join()
                .flatMap(HandshakeSession::firstRoot);
    }

    private void take(Lines.Line line) {
        try {
            if (line.tooLong())
                throw new RpcError(
                        RpcError.INVALID_REQUEST,
                        "Invalid request: a message has at most " + Parcel.MAX_BYTES
                                + " bytes; a longer one was dropped");
            if (!isBlank(line.bytes())) take(Parcel.parse(line.bytes()));
        } catch (RpcError e) {
            output.write(e.response(null));
        }
    }

    private static boolean isBlank(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1).isBlank();
    }

    private void take(Parcel parcel) {
        if (parcel.batch() && !session.takesBatches())
            throw new RpcError(
                    RpcError.INVALID_REQUEST,
                    "Invalid request: arrays of messages exist in revision 2025-03-26 only; send one a line");
        CompletableFuture<Void> finished =
                conversation.answer(parcel, this::answer).thenAccept(reply -> reply.ifPresent(this::write));
        unfinished.add(finished);
        finished.whenComplete((nothing, failure) -> unfinished.remove(finished));
    }

    private CompletableFuture<Answer> answer(Incoming.Request request) {
        if (!StatelessEra.speaks(request)) return session.answer(request);
        return stateless()
                .answer(
                        request,
                        new StatelessEra.Origin(
                                Optional.empty(),
                                clientName -> HostDetection.identify(clientName, around, Optional::empty),
                                notifications));
    }

    /** Made at the first request that needs it: a process speaks one era as a rule. */
    private StatelessEra stateless() {
        if (stateless == null) stateless = new StatelessEra(version, mesh, workers, false, System::nanoTime);
        return stateless;
    }

    private void write(Reply reply) {
        reply.deliver(output::write);
    }

    private void finish() {
        CompletableFuture.allOf(unfinished.toArray(new CompletableFuture<?>[0]))
                .exceptionally(failure -> null)
                .completeOnTimeout(null, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        conversation.close();
        Workers.run(this::leave, LEAVING);
        workers.close();
    }

    private void leave() {
        try {
            session.close();
            if (stateless != null) stateless.close();
        } catch (RuntimeException e) {
            log().log(System.Logger.Level.DEBUG, "Could not say goodbye; the broker sees that this process is gone", e);
        }
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(StdioServer.class.getName());
    }
}
