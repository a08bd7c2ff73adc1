package mesh.adapter.link;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.Caller;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.LargeDocuments;
import mesh.adapter.wire.PeerJson;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.event.EventPattern;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;

/** The broker's side of one link: understands frames, makes calls, pushes. */
public final class LinkSession {
    private static final System.Logger LOG = System.getLogger(LinkSession.class.getName());

    /** How long a client may take to say hello. */
    static final Duration HELLO_WITHIN = Duration.ofSeconds(5);
    /** After this long without a frame from the client it is asked for one. */
    static final Duration PING_AFTER = Duration.ofSeconds(15);
    /** After this long without a frame from the client the link ends. */
    static final Duration SILENT_AFTER = Duration.ofSeconds(45);
    /** Calls of one link that wait for something, and follows. */
    static final int MAX_PENDING = 1_024;

    static final int MAX_FOLLOWS = 16;

    private final LinkServer server;
    private final FrameChannel channel;
    /** What was asked for and not answered yet, each once it is under way. */
    private final Map<Long, CompletableFuture<CompletableFuture<Answer>>> pending = new ConcurrentHashMap<>();

    private final Map<Long, Push> follows = new ConcurrentHashMap<>();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long openedAt;
    private volatile long heardAt;
    private volatile long pingedAt;
    private volatile boolean welcomed;
    private volatile boolean wasNewest;
    private volatile Caller caller = Caller.ANONYMOUS;
    private volatile Optional<PeerId> peer = Optional.empty();
    private volatile Sequence acknowledged = Sequence.START;
    private volatile Optional<Push> peerPush = Optional.empty();

    LinkSession(LinkServer server, FrameChannel channel) {
        this.server = server;
        this.channel = channel;
        this.openedAt = server.nanos();
        this.heardAt = openedAt;
        this.pingedAt = openedAt;
    }

    /**
     * Takes a frame from the client. Calls are made before this returns, save those that wait.
     *
     * @param frame JSON in UTF-8, not longer than {@link Frames#MAX_BYTES}
     * @param more whether another frame is there already: then the call is made on another thread
     */
    public void received(byte[] frame, boolean more) {
        heardAt = server.nanos();
        if (leaving.get()) return;
        try {
            LargeDocuments.Room room = LargeDocuments.OF_THIS_PROCESS.await(frame.length);
            try {
                understand(JsonObject.parse(frame), more);
            } finally {
                room.leave();
            }
        } catch (InvalidInput e) {
            goodbye(Bye.INVALID_FRAME, "That frame cannot be: " + e.getMessage());
        } catch (Refusal.LimitReached e) {
            goodbye(Bye.UNAVAILABLE, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A link failed at a frame", e);
            goodbye(Bye.UNAVAILABLE, "The broker failed at this frame; its log says why.");
        }
    }

    private void understand(JsonObject frame, boolean more) {
        if (frame.has("hello")) hello(frame.object("hello"));
        else if (welcomed) take(frame, more);
        else goodbye(Bye.HELLO_EXPECTED, "The first frame must be a hello.");
    }

    /** A frame of a kind that is not known here is passed over: a later protocol may have it. */
    private void take(JsonObject frame, boolean more) {
        if (frame.has("call")) call(frame, more);
        else if (frame.has("ack")) acknowledged(new Sequence(frame.integer("ack")));
        else if (frame.has("cancel")) cancel(frame.integer("cancel"));
        else if (frame.has("ping")) send(Frames.pong(frame.integer("ping")));
    }

    private void hello(JsonObject hello) {
        if (hello.integer("protocol") != Frames.PROTOCOL) {
            goodbye(
                    Bye.UNSUPPORTED_PROTOCOL,
                    "This broker (" + server.version() + ") speaks protocol " + Frames.PROTOCOL
                            + ". Update the older of the two.");
            return;
        }
        Optional<PeerId> named = PeerJson.optId(hello, "peerId");
        Optional<String> token = hello.optString("peerToken");
        Optional<Sequence> since = hello.optLong("since").map(Sequence::new);
        Sequence latest;
        try {
            if (named.isPresent()) server.mesh().peers().admit(named.get(), token, false);
            latest = server.latest();
        } catch (RuntimeException e) {
            refused(e);
            return;
        }
        standDown();
        caller = new Caller(token);
        peer = named;
        wasNewest = false;
        acknowledged = Sequence.START;
        welcomed = true;
        send(Frames.welcome(server.version(), named, latest));
        named.ifPresent(id -> {
            server.peers().claim(id, this).ifPresent(LinkSession::replaced);
            Push push = new Push(this, server::push, this::refused);
            peerPush = Optional.of(push);
            push.begin((from, listener) -> server.mesh().events().follow(id, from, listener), since, latest);
        });
        if (leaving.get()) standDown();
    }

    private void refused(RuntimeException e) {
        ErrorCode code = ErrorCode.of(e);
        if (code == ErrorCode.INTERNAL_ERROR) LOG.log(Level.ERROR, "A link could not be served", e);
        Bye bye = code == ErrorCode.UNKNOWN_PEER
                ? Bye.UNKNOWN_PEER
                : code == ErrorCode.FORBIDDEN ? Bye.FORBIDDEN : Bye.UNAVAILABLE;
        goodbye(bye, code == ErrorCode.INTERNAL_ERROR ? "The broker failed; its log says why." : e.getMessage());
    }

    private void replaced() {
        goodbye(Bye.REPLACED, "This peer has a newer link.");
    }

    private void call(JsonObject frame, boolean more) {
        long id = frame.integer("id");
        String name = frame.string("call");
        JsonObject body = frame.optObject("body").orElse(JsonObject.EMPTY);
        Caller by = frame.optString("peerToken").map(Caller::with).orElse(caller);
        if (name.equals(Frames.FOLLOW)) {
            follow(id, body);
            return;
        }
        CompletableFuture<CompletableFuture<Answer>> underWay = new CompletableFuture<>();
        if (!enter(id, underWay)) return;
        Runnable making = () -> {
            CompletableFuture<Answer> answer = server.call(name, body, by);
            underWay.complete(answer);
            answer.whenComplete((result, thrown) -> answered(id, underWay, thrown == null ? result : cancelled()));
        };
        if (more) server.execute(making);
        else making.run();
        if (ended.get()) cancel(id);
    }

    private boolean enter(long id, CompletableFuture<CompletableFuture<Answer>> underWay) {
        if (pending.size() >= MAX_PENDING) {
            String sentence = "This link has " + MAX_PENDING + " calls under way. Wait for answers.";
            send(Frames.answer(id, ErrorJson.answer(ErrorCode.LIMIT_REACHED, sentence)));
            return false;
        }
        if (follows.containsKey(id) || pending.putIfAbsent(id, underWay) != null)
            throw new InvalidInput("id", "must not be that of a call under way; it is " + id);
        return true;
    }

    private void answered(long id, CompletableFuture<CompletableFuture<Answer>> underWay, Answer answer) {
        if (pending.remove(id, underWay)) send(Frames.answer(id, answer));
    }

    private static Answer cancelled() {
        return ErrorJson.answer(ErrorCode.CANCELLED, "The call was cancelled before it came to anything.");
    }

    /** A call that cannot be cancelled any more is answered with what it came to. */
    private void cancel(long id) {
        CompletableFuture<CompletableFuture<Answer>> underWay = pending.get(id);
        if (underWay != null) underWay.thenAccept(answer -> answer.cancel(false));
        Push follow = follows.remove(id);
        if (follow == null) return;
        follow.end();
        send(Frames.answer(id, cancelled()));
    }

    private void follow(long id, JsonObject body) {
        try {
            Set<EventPattern> patterns = new HashSet<>();
            for (String pattern : body.strings("types")) patterns.add(new EventPattern(pattern));
            Optional<Sequence> since = body.optLong("since").map(Sequence::new);
            if (follows.size() >= MAX_FOLLOWS)
                throw new InvalidInput("follow", "must be one of at most " + MAX_FOLLOWS + " on one link");
            Sequence latest = server.latest();
            Push push = new Push(this, notice -> Frames.pushTo(id, server.push(notice)), this::refused);
            if (pending.containsKey(id) || follows.putIfAbsent(id, push) != null)
                throw new InvalidInput("id", "must not be that of a call under way; it is " + id);
            send(Frames.answer(id, Answer.of(Answer.begin().field("seq", latest.value()))));
            push.begin(
                    (from, listener) -> server.mesh().events().followEvents(patterns, from, listener), since, latest);
            if (leaving.get()) cancel(id);
        } catch (RuntimeException e) {
            send(Frames.answer(id, ErrorJson.answer(e)));
        }
    }

    /** One that comes late, when the link is no peer's any more, is passed over. */
    private void acknowledged(Sequence seq) {
        if (peer.isEmpty() || !seq.isAfter(acknowledged)) return;
        acknowledged = seq;
        server.mesh().messages().deliveredUpTo(peer.get(), seq);
    }

    /** Sends a frame, or ends the link when the client leaves too many unread. */
    void send(byte[] frame) {
        if (!channel.send(frame)) slow();
    }

    /** Waits for room to send to a client that is being told of the past. */
    boolean awaitRoom(Duration patience) throws InterruptedException {
        return channel.awaitRoom(patience.toNanos());
    }

    void slow() {
        goodbye(
                Bye.SLOW_CONSUMER,
                "More than " + OutQueue.MAX_FRAMES + " frames or " + OutQueue.MAX_BYTES / (1024 * 1024)
                        + " MiB wait to be read, or too much for all clients together. Come back and resume from what you have seen.");
    }

    /** Looks whether the client is still there. */
    void tick() {
        long now = server.nanos();
        if (!welcomed && now - openedAt > HELLO_WITHIN.toNanos())
            goodbye(Bye.HELLO_EXPECTED, "No hello came within " + HELLO_WITHIN.toSeconds() + " s.");
        else if (now - heardAt > SILENT_AFTER.toNanos())
            goodbye(Bye.SILENT, "Nothing was heard for " + SILENT_AFTER.toSeconds() + " s.");
        else if (now - heardAt > PING_AFTER.toNanos() && now - pingedAt > PING_AFTER.toNanos()) {
            pingedAt = now;
            send(Frames.ping(now));
        }
    }

    void announceShutdown(byte[] frame) {
        if (welcomed) send(frame);
    }

    /**
     * Ends the link with a reason for the client. May be called while somebody commits, and so only stops the talking;
     * the connection's own thread does the rest in {@link #ended}.
     */
    public void goodbye(Bye why, String error) {
        if (!leaving.compareAndSet(false, true)) return;
        channel.sendLast(Frames.bye(why, error), why);
        stopPushing();
    }

    /** Ends what the link has begun; for the connection's own thread, when nothing more can be sent. Once is enough. */
    public void ended() {
        leaving.set(true);
        if (!ended.compareAndSet(false, true)) return;
        server.forget(this);
        stopPushing();
        for (Long id : pending.keySet()) cancel(id);
        if (!wasNewest) return;
        try {
            peer.ifPresent(server.mesh().peers()::suspect);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "It could not be seen whether the process of a peer has ended", e);
        }
    }

    private void stopPushing() {
        standDown();
        for (Push follow : follows.values()) follow.end();
        follows.clear();
    }

    /** Stops pushing for the peer of this link, and makes it nobody's if it is the peer's newest. */
    private void standDown() {
        peerPush.ifPresent(Push::end);
        peerPush = Optional.empty();
        if (peer.isPresent() && server.peers().release(peer.get(), this)) wasNewest = true;
    }
}
