package mesh.adapter.sqlite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import mesh.port.out.StoreTransaction;

/**
 * Lets callers that wait at the same time share one commit, for it is the disk's confirmation that takes the time. There
 * is no thread of its own: the first caller leads, does its own work and that of all who came meanwhile, commits once,
 * and hands the lead to the first who came too late. So a caller who is alone commits without waiting for any thread.
 */
final class GroupCommit {
    /** Callers that share one commit. */
    static final int MAX_BATCH = 256;

    private final Writer writer;
    private final ReentrantLock door = new ReentrantLock();
    private final Deque<Ticket<?>> waiting = new ArrayDeque<>(); // guarded by door
    private boolean led; // guarded by door
    private volatile Thread leader;

    GroupCommit(Writer writer) {
        this.writer = writer;
    }

    /** Runs {@code work} and returns once it is committed. */
    <T> T write(Function<? super StoreTransaction, T> work) {
        Ticket<T> ticket = new Ticket<>(work);
        if (!takesLead(ticket)) return ticket.result();
        List<Ticket<?>> batch = List.of();
        try {
            batch = writer.commit(ticket, this::next);
        } finally {
            handOver();
            for (Ticket<?> done : batch) done.done();
        }
        return ticket.result();
    }

    /** Commits what was deferred. */
    void flush() {
        write(tx -> null);
    }

    /** Runs {@code job} while nobody writes, outside any transaction. */
    void alone(Runnable job) {
        takesLead(new Ticket<Void>(null));
        try {
            job.run();
        } finally {
            handOver();
        }
    }

    /** @return whether it is the caller's turn to lead; else another leader has done the work */
    private boolean takesLead(Ticket<?> ticket) {
        if (leader == Thread.currentThread()) throw new IllegalStateException("A write must not begin inside a write");
        if (!isFirst(ticket)) {
            ticket.await();
            if (!ticket.isLeading()) return false;
        }
        leader = Thread.currentThread();
        return true;
    }

    private boolean isFirst(Ticket<?> ticket) {
        door.lock();
        try {
            boolean first = !led;
            if (first) led = true;
            else waiting.add(ticket);
            return first;
        } finally {
            door.unlock();
        }
    }

    /** The next who may join the leader's commit, or null. */
    private Ticket<?> next() {
        door.lock();
        try {
            Ticket<?> first = waiting.peek();
            return first != null && first.hasWork() ? waiting.poll() : null;
        } finally {
            door.unlock();
        }
    }

    private void handOver() {
        leader = null;
        Ticket<?> next;
        door.lock();
        try {
            next = waiting.poll();
            led = next != null;
        } finally {
            door.unlock();
        }
        if (next != null) next.lead();
    }
}
