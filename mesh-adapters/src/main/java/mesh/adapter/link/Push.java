package mesh.adapter.link;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.port.in.EventFeed.Following;

/**
 * One follow of a link. What happens goes to the client's queue at once, on the thread that commits it, and ends the
 * link when it does not fit. The past, which may be long, is told by a thread of its own, which waits for room.
 */
final class Push {
    /** How long a client that is told of the past may leave its queue full. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LinkSession link;
    private final Function<Notice, byte[]> frameOf;
    private final Consumer<RuntimeException> onFailure;
    private volatile Thread teller;
    private volatile Following following;
    private volatile boolean ended;

    /** Where notices come from. */
    @FunctionalInterface
    interface Source {
        Following follow(Optional<Sequence> since, Consumer<Notice> listener);
    }

    Push(LinkSession link, Function<Notice, byte[]> frameOf, Consumer<RuntimeException> onFailure) {
        this.link = link;
        this.frameOf = frameOf;
        this.onFailure = onFailure;
    }

    /** @param since what the client has; one beyond {@code latest} is of another store, and it gets all there is */
    void begin(Source source, Optional<Sequence> since, Sequence latest) {
        Sequence from = since.map(s -> s.isAfter(latest) ? Sequence.START : s).orElse(latest);
        if (from.equals(latest)) follow(source, from);
        else
            LinkServer.daemon("link-past", () -> {
                        teller = Thread.currentThread();
                        follow(source, from);
                        teller = null;
                    })
                    .start();
    }

    private void follow(Source source, Sequence from) {
        try {
            Following started = source.follow(Optional.of(from), this::tell);
            following = started;
            if (ended) started.close();
        } catch (RuntimeException e) {
            if (!ended) onFailure.accept(e);
        }
    }

    private void tell(Notice notice) {
        if (ended) throw new CancellationException();
        if (Thread.currentThread() == teller && !awaitRoom()) {
            link.slow();
            throw new CancellationException();
        }
        link.send(frameOf.apply(notice));
    }

    private boolean awaitRoom() {
        try {
            return link.awaitRoom(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void end() {
        ended = true;
        Following started = following;
        if (started != null) started.close();
    }
}
