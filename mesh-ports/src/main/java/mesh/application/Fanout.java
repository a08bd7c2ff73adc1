package mesh.application;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import mesh.domain.Notice;
import mesh.domain.Refusal;
import mesh.domain.event.Sequence;
import mesh.port.in.EventFeed.Following;

/** Tells followers what was committed, each in sequence order, each notice once. */
final class Fanout {
    private static final System.Logger LOG = System.getLogger(Fanout.class.getName());

    /** What a follower may fall behind while it is still being told of the past. */
    static final int MAX_BUFFERED = 10_000;

    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final ReentrantLock publishing = new ReentrantLock();

    /** Called by the store after each commit, one commit at a time. */
    void publish(List<Notice> notices) {
        publishing.lock();
        try {
            for (Notice notice : notices) for (Follower follower : followers) follower.offer(notice);
        } finally {
            publishing.unlock();
        }
    }

    int size() {
        return followers.size();
    }

    /** Adds a follower that is told only of what comes. */
    Follower follow(Predicate<Notice> filter, Consumer<Notice> listener) {
        Follower follower = new Follower(filter, listener, Sequence.START, true);
        followers.add(follower);
        return follower;
    }

    /**
     * Adds a follower that is told first of what is stored after {@code since}, on this thread.
     *
     * @param past reads the next page of matching notices after a sequence, oldest first; an empty page ends it
     * @throws Refusal.LimitReached when it took so long over the past that too much came meanwhile
     */
    Follower follow(
            Predicate<Notice> filter,
            Consumer<Notice> listener,
            Sequence since,
            Function<Sequence, List<Notice>> past) {
        Follower follower = new Follower(filter, listener, since, false);
        follower.catchUp(past);
        // From here on what is published reaches the follower's buffer, and what was published before can be read. No
        // lock
        // is held while reading: the writer that publishes may be the one that the store makes readers wait for.
        if (!follower.closed) followers.add(follower);
        follower.catchUp(past);
        follower.goLive();
        if (follower.overrun)
            throw new Refusal.LimitReached("More than " + MAX_BUFFERED
                    + " messages and events came while the past was told. Follow again from the last one seen.");
        return follower;
    }

    /** One listener with its place in the sequence. */
    final class Follower implements Following {
        private final Predicate<Notice> filter;
        private final Consumer<Notice> listener;
        private final ReentrantLock telling = new ReentrantLock();
        private final Deque<Notice> buffer = new ArrayDeque<>();
        private Sequence last;
        private boolean live;
        private volatile boolean closed;
        private volatile boolean overrun;

        private Follower(Predicate<Notice> filter, Consumer<Notice> listener, Sequence since, boolean live) {
            this.filter = filter;
            this.listener = listener;
            this.last = since;
            this.live = live;
        }

        private void offer(Notice notice) {
            if (closed || !filter.test(notice)) return;
            telling.lock();
            try {
                if (live) tell(notice);
                else if (buffer.size() < MAX_BUFFERED) buffer.add(notice);
                else overrun();
            } finally {
                telling.unlock();
            }
        }

        private void catchUp(Function<Sequence, List<Notice>> past) {
            List<Notice> page;
            while (!closed && !(page = past.apply(last)).isEmpty()) page.forEach(this::tell);
        }

        private void overrun() {
            overrun = true;
            close();
        }

        private void goLive() {
            while (!closed) {
                Notice next;
                telling.lock();
                try {
                    next = buffer.poll();
                    live = next == null;
                } finally {
                    telling.unlock();
                }
                if (next == null) return;
                tell(next);
            }
        }

        private void tell(Notice notice) {
            if (closed || !notice.seq().isAfter(last)) return;
            last = notice.seq();
            try {
                listener.accept(notice);
            } catch (CancellationException enough) {
                close();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "A follower failed and is closed", e);
                close();
            }
        }

        @Override
        public void close() {
            closed = true;
            followers.remove(this);
        }
    }
}
