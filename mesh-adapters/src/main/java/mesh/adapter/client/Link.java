package mesh.adapter.client;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import mesh.adapter.link.Bye;
import mesh.adapter.link.FrameStream;
import mesh.adapter.link.Frames;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.InvalidInput;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;

/** One connection to the broker, from its hello to its end. Safe for use by many threads. */
final class Link implements AutoCloseable {
    /** After this long without a frame from the broker it is asked for one. */
    static final Duration PING_AFTER = Duration.ofSeconds(15);
    /** After this long without a frame from the broker the link is given up. */
    static final Duration SILENT_AFTER = Duration.ofSeconds(45);

    /** How long the broker may take over a greeting. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    private final FrameStream stream;
    private final String client;
    private final LongSupplier nanoTicker;
    private final BiConsumer<Link, LinkEnded> onEnd;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final Map<Long, Pushes> follows = new ConcurrentHashMap<>();
    private final Queue<Greeting> greetings = new ConcurrentLinkedQueue<>();
    private final ReentrantLock greeting = new ReentrantLock();
    private volatile Pushes peerPushes = Pushes.NONE;
    private volatile long heardAt;
    private volatile LinkEnded end;

    /** Who gets pushes. Called on the reading thread, which nothing may hold up. */
    interface Pushes {
        Pushes NONE = new Pushes() {
            @Override
            public void begin(Sequence latest) {}

            @Override
            public void push(JsonObject frame) {}
        };

        /** What comes from now on belongs to this beginning. @param latest the broker's newest sequence */
        void begin(Sequence latest);

        void push(JsonObject frame);
    }

    /** A hello whose welcome is to come, and who gets the pushes from then on. */
    private record Greeting(CompletableFuture<JsonObject> welcome, Pushes pushes) {}

    /** A call that was sent. */
    record Sent(long id, CompletableFuture<JsonObject> answer) {
        /** Waits for the answer. */
        JsonObject result() throws LinkEnded {
            try {
                return answer.join();
            } catch (CompletionException e) {
                throw (LinkEnded) e.getCause();
            }
        }
    }

    /** @param onEnd called once, when nothing more will come */
    Link(FrameStream stream, String client, LongSupplier nanoTicker, BiConsumer<Link, LinkEnded> onEnd) {
        this.stream = stream;
        this.client = client;
        this.nanoTicker = nanoTicker;
        this.onEnd = onEnd;
        this.heardAt = nanoTicker.getAsLong();
    }

    /** Begins to read. */
    void start() {
        Thread reader = new Thread(this::read, "mesh-link");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        LinkEnded how = new LinkEnded("The broker closed the link.", null, null);
        try {
            for (byte[] frame; end == null && (frame = stream.receive()) != null; ) {
                heardAt = nanoTicker.getAsLong();
                take(JsonObject.parse(frame));
            }
        } catch (IOException e) {
            how = LinkEnded.broken(e);
        } catch (RuntimeException e) {
            ClientLog.LOG.log(Level.WARNING, "A frame from the broker cannot be understood", e);
            how = new LinkEnded("The broker sent what cannot be understood: " + e.getMessage(), null, e);
        } finally {
            ended(how);
        }
    }

    private void take(JsonObject frame) {
        if (frame.has("status")) answered(frame);
        else if (frame.has("push")) pushed(frame);
        else if (frame.has("ping")) reply(Frames.pong(frame.integer("ping")));
        else if (frame.has("welcome")) welcomed(frame.object("welcome"));
        else if (frame.has("bye")) ended(farewell(frame.object("bye")));
    }

    private void answered(JsonObject frame) {
        long id = frame.integer("id");
        JsonObject body = frame.object("body");
        Pushes follow = follows.get(id);
        if (follow != null && body.bool("ok")) follow.begin(new Sequence(body.integer("seq")));
        CompletableFuture<JsonObject> answer = pending.remove(id);
        if (answer != null) answer.complete(body);
    }

    private void pushed(JsonObject frame) {
        Pushes to = frame.has("follow") ? follows.get(frame.integer("follow")) : peerPushes;
        if (to != null) to.push(frame);
    }

    private void welcomed(JsonObject welcome) {
        Greeting answered = greetings.poll();
        if (answered == null && !isOpen()) return; // it crossed with the end
        if (answered == null) throw new InvalidInput("welcome", "must answer a hello");
        peerPushes = answered.pushes;
        peerPushes.begin(new Sequence(welcome.integer("seq")));
        answered.welcome.complete(welcome);
    }

    private static LinkEnded farewell(JsonObject bye) {
        return new LinkEnded(
                bye.optString("error").orElse("The broker ended the link."),
                bye.optString("code").flatMap(Bye::of).orElse(null),
                null);
    }

    private void reply(byte[] frame) {
        try {
            stream.send(frame);
        } catch (IOException e) {
            ClientLog.LOG.log(Level.DEBUG, "The broker went away", e); // reading will say so, too
        }
    }

    private void ended(LinkEnded how) {
        synchronized (this) {
            if (end != null) return;
            end = how;
        }
        stream.close();
        for (Long id : pending.keySet()) {
            CompletableFuture<JsonObject> answer = pending.remove(id);
            if (answer != null) answer.completeExceptionally(how);
        }
        for (Greeting left; (left = greetings.poll()) != null; ) left.welcome.completeExceptionally(how);
        onEnd.accept(this, how);
    }

    boolean isOpen() {
        return end == null;
    }

    /**
     * Says what this link is for from now on: a peer's pushes, or none.
     *
     * @param pushes gets the pushes after the welcome
     * @return the welcome to come
     */
    CompletableFuture<JsonObject> hello(
            Optional<PeerId> peer, Optional<String> token, Optional<Sequence> since, Pushes pushes) throws LinkEnded {
        Greeting begun = new Greeting(new CompletableFuture<>(), pushes);
        greeting.lock();
        try {
            greetings.add(begun);
            send(Frames.hello(client, peer, token, since));
        } finally {
            greeting.unlock();
        }
        return begun.welcome;
    }

    /** Says hello without naming a peer. A broker that does not like it ends the link. */
    void greet() throws LinkEnded {
        hello(Optional.empty(), Optional.empty(), Optional.empty(), Pushes.NONE);
    }

    /** Gives up what the last hello asked for. */
    void leavePeer() {
        try {
            greet();
        } catch (LinkEnded e) {
            ClientLog.LOG.log(Level.DEBUG, "There was no link to leave", e);
        }
    }

    /** Makes a call. @throws LinkEnded when the broker cannot have got it */
    Sent call(String call, Consumer<JsonWriter> body, Optional<String> token) throws LinkEnded {
        long id = lastId.incrementAndGet();
        return call(id, Frames.call(id, call, body, token));
    }

    /** Makes a call whose answer begins pushes to {@code pushes}, until it is cancelled. */
    Sent follow(Consumer<JsonWriter> body, Pushes pushes) throws LinkEnded {
        long id = lastId.incrementAndGet();
        follows.put(id, pushes);
        return call(id, Frames.call(id, Frames.FOLLOW, body, Optional.empty()));
    }

    private Sent call(long id, byte[] frame) throws LinkEnded {
        if (frame.length > Frames.MAX_BYTES)
            throw new InvalidInput("body", "must have at most " + Frames.MAX_BYTES + " bytes as JSON");
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        try {
            send(frame);
        } catch (LinkEnded e) {
            pending.remove(id);
            throw e;
        }
        LinkEnded over = end;
        if (over != null && pending.remove(id) != null) answer.completeExceptionally(over);
        return new Sent(id, answer);
    }

    /** Asks the broker to end a call that waits, or a follow. The call is answered all the same. */
    void cancel(long id) {
        follows.remove(id);
        reply(Frames.cancel(id));
    }

    void acknowledge(Sequence seq) {
        reply(Frames.ack(seq));
    }

    private void send(byte[] frame) throws LinkEnded {
        LinkEnded over = end;
        if (over != null) throw over;
        try {
            stream.send(frame);
        } catch (IOException e) {
            LinkEnded how = LinkEnded.broken(e);
            ended(how);
            throw how;
        }
    }

    /** Waits for what the broker answers at once. */
    static JsonObject await(CompletableFuture<JsonObject> answer) throws IOException {
        try {
            return answer.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw (LinkEnded) e.getCause();
        } catch (TimeoutException e) {
            throw new IOException("The broker did not answer within " + AT_ONCE.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the broker.", e);
        }
    }

    /** Asks for a sign of life after a silence, and gives the link up after a long one. */
    void tend() {
        long silence = nanoTicker.getAsLong() - heardAt;
        if (silence > SILENT_AFTER.toNanos())
            ended(new LinkEnded("Nothing was heard of the broker for " + SILENT_AFTER.toSeconds() + " s.", null, null));
        else if (silence > PING_AFTER.toNanos()) reply(Frames.ping(heardAt));
    }

    @Override
    public void close() {
        ended(new LinkEnded("The link was closed.", null, null));
    }
}
