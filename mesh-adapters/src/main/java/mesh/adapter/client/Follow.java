package mesh.adapter.client;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.NoticeJson;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.port.in.EventFeed.Following;

/**
 * A follow that outlives links: knows what it has, asks each link for what comes after, drops what comes twice, and tells
 * its listener on a thread of its own, which may make calls.
 */
abstract class Follow implements Following, Link.Pushes {
    /** What a listener may fall behind. Beyond that nothing is taken until it has caught up, then the broker resumes. */
    private static final int MAX_QUEUED = 4_096;

    private static final int MAX_QUEUED_CHARS = 4 * 1024 * 1024;
    /** What comes in one burst is acknowledged together: so long after the last, or after so many. */
    private static final Duration ACKNOWLEDGE_AFTER = Duration.ofMillis(20);

    private static final int ACKNOWLEDGE_AT = 256;

    private final Follows owner;
    private final Consumer<Notice> listener;
    /** What is to be told; nothing, once, when it is over. */
    private final BlockingQueue<Optional<Notice>> queue = new LinkedBlockingQueue<>();

    private final AtomicInteger queuedChars = new AtomicInteger();
    private final Thread teller = new Thread(this::tell, "mesh-follow");
    /** The last that was queued, or from where to begin; {@code null} until the broker says. */
    private Sequence cursor;

    private Sequence asked;
    private volatile boolean overrun;
    private volatile boolean ended;

    Follow(Follows owner, Optional<Sequence> since, Consumer<Notice> listener) {
        this.owner = owner;
        this.listener = listener;
        this.cursor = since.orElse(null);
        teller.setDaemon(true);
    }

    /** Asks the link for what comes after what is here. Returns once it has begun. */
    abstract void begin(Link link) throws IOException;

    /** Tells the broker that everything up to {@code seq} was taken over. */
    abstract void acknowledge(Sequence seq);

    /** Tells the broker that no more is wanted. */
    abstract void leave();

    /** After what to begin. */
    final synchronized Optional<Sequence> since() {
        asked = cursor;
        return Optional.ofNullable(cursor);
    }

    final void start() {
        teller.start();
    }

    /** A broker that is behind what was asked for has another store: all that it has is new. */
    @Override
    public final synchronized void begin(Sequence latest) {
        overrun = false;
        if (cursor == null) cursor = latest;
        else if (asked != null && asked.isAfter(latest)) cursor = Sequence.START;
    }

    @Override
    public final synchronized void push(JsonObject frame) {
        Sequence seq = new Sequence(frame.integer("seq"));
        if (ended || overrun || !seq.isAfter(cursor)) return;
        Optional<Notice> notice = NoticeJson.read(frame.string("push"), frame.object("body"));
        if (notice.isEmpty()) return; // a shutdown: the end of the link says the rest
        if (queue.size() >= MAX_QUEUED || queuedChars.get() >= MAX_QUEUED_CHARS) {
            overrun = true;
            return;
        }
        cursor = seq;
        queuedChars.addAndGet(chars(notice.get()));
        queue.add(notice);
    }

    private static int chars(Notice notice) {
        return notice instanceof Notice.OfMessage of
                ? of.message().payload().length()
                : ((Notice.OfEvent) notice).event().payload().json().length();
    }

    private void tell() {
        try {
            Optional<Sequence> told = Optional.empty();
            for (int unacknowledged = 0; !ended; ) {
                Optional<Notice> next = next(told.isPresent());
                if (next.isPresent()) {
                    listener.accept(next.get());
                    queuedChars.addAndGet(-chars(next.get()));
                    told = Optional.of(next.get().seq());
                    unacknowledged++;
                }
                if (told.isPresent() && (next.isEmpty() || unacknowledged >= ACKNOWLEDGE_AT)) {
                    acknowledge(told.get());
                    told = Optional.empty();
                    unacknowledged = 0;
                }
                if (overrun && queue.isEmpty()) owner.resume(this);
            }
        } catch (InterruptedException | CancellationException enough) {
            close();
        } catch (RuntimeException e) {
            ClientLog.LOG.log(Level.WARNING, "A listener failed; it is told no more", e);
            close();
        }
    }

    /** What to tell next; nothing at the end, or after a while where {@code briefly}. */
    private Optional<Notice> next(boolean briefly) throws InterruptedException {
        if (!briefly) return queue.take();
        Optional<Notice> next = queue.poll(ACKNOWLEDGE_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        return next == null ? Optional.empty() : next;
    }

    @Override
    public final void close() {
        if (ended) return;
        end();
        owner.remove(this);
        leave();
    }

    /** Stops telling. Interrupts nobody: that would close the socket of whoever is writing. */
    final void end() {
        ended = true;
        queue.add(Optional.empty());
    }
}
