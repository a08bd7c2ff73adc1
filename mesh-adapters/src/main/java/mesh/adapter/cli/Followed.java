package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mesh.domain.Notice;
import mesh.domain.event.EventQuery;
import mesh.domain.event.Sequence;
import mesh.port.in.EventFeed;
import mesh.port.in.EventFeed.Following;

/**
 * What is followed, one after the other, for a reader that may be slow. The mesh never waits for it: when the buffer is
 * full, everything is followed anew from what was taken last, so that none is missed and none comes twice. In sequence
 * order for each source; not between two. For one reading thread.
 */
final class Followed implements AutoCloseable {
    /** Notices that a slow reader may be behind. */
    private static final int MAX_BEHIND = 2_000;

    private static final long POLL_MILLIS = 500;

    private final Source[] sources;
    private final Sequence[] last;
    private final List<Following> followings = new ArrayList<>();
    private Buffer buffer;

    /** Begins to follow. */
    interface Source {
        Following follow(Optional<Sequence> since, Consumer<Notice> listener);
    }

    private record Taken(int source, Notice notice) {}

    /** What came since the following began; of no use any more once it overran. */
    private static final class Buffer {
        final BlockingQueue<Taken> notices = new LinkedBlockingQueue<>(MAX_BEHIND);
        volatile boolean overrun;

        void add(Taken taken) {
            if (!overrun && !notices.offer(taken)) overrun = true;
        }
    }

    Followed(Sequence since, Source... sources) {
        this.sources = sources;
        this.last = new Sequence[sources.length];
        for (int i = 0; i < sources.length; i++) last[i] = since;
        begin();
    }

    /** The sequence from which on everything is new. */
    static Sequence now(EventFeed feed) {
        return feed.read(new EventQuery(Set.of(), Optional.empty(), Optional.empty(), 1))
                .cursor();
    }

    private void begin() {
        Buffer fresh = new Buffer();
        buffer = fresh;
        for (int i = 0; i < sources.length; i++) {
            int source = i;
            followings.add(sources[i].follow(Optional.of(last[i]), notice -> fresh.add(new Taken(source, notice))));
        }
    }

    /** The next notice; null where none came for a moment. */
    Notice next() throws InterruptedException {
        Taken taken = buffer.notices.poll(buffer.overrun ? 0 : POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (taken != null) {
            last[taken.source] = taken.notice.seq();
            return taken.notice;
        }
        if (buffer.overrun) {
            close();
            begin();
        }
        return null;
    }

    @Override
    public void close() {
        for (Following following : followings) following.close();
        followings.clear();
    }
}
