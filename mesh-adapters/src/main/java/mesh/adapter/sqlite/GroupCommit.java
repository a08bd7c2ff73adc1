package mesh.adapter.sqlite;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import mesh.port.out.StoreTransaction;

/**
 * Lets callers that wait at the same time share one commit, for it is the disk's confirmation that takes the time. Who
 * finds nobody writing leads: it commits its own work, and that of all who came meanwhile, without waiting for any
 * thread. Who came too late is left to a thread that then leads for as long as somebody waits: a lead that went from
 * caller to caller would wait for the processor each time, behind all those who were just answered.
 */
final class GroupCommit {
    /** Callers that share one commit. */
    static final int MAX_BATCH = 256;

    private final Writer writer;
    private final Queue<Ticket<?>> waiting = new ConcurrentLinkedQueue<>(); // taken from by whoever leads
    private final AtomicBoolean led = new AtomicBoolean();
    private final Thread thread = new Thread(this::serve, "mesh-store-writer");
    private volatile Thread leader;
    private volatile boolean threadsTurn;
    private volatile boolean retired; // set by whoever leads

    GroupCommit(Writer writer) {
        this.writer = writer;
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs {@code work} and returns once it is committed. */
    <T> T write(Function<? super StoreTransaction, T> work) {
        return write(new Ticket<>(work, false));
    }

    /** The same for work that may be undone and run again. */
    <T> T writeRepeatable(Function<? super StoreTransaction, T> work) {
        return write(new Ticket<>(work, true));
    }

    private <T> T write(Ticket<T> ticket) {
        if (takesLead(ticket)) lead(ticket);
        return ticket.result();
    }

    /** Commits what was deferred, or as much of it as one commit takes along. */
    void flush() {
        write(tx -> null);
    }

    /** Runs {@code job} while nobody writes, outside any transaction. */
    void alone(Runnable job) {
        Ticket<Void> turn = new Ticket<>(null, false);
        if (!takesLead(turn)) throw new IllegalStateException("A turn is never taken by another");
        try {
            job.run();
        } finally {
            handOver();
        }
    }

    /** @return whether it is the caller's turn to lead; else its work is done */
    private boolean takesLead(Ticket<?> ticket) {
        if (leader == Thread.currentThread()) throw new IllegalStateException("A write must not begin inside a write");
        if (!led.compareAndSet(false, true)) {
            waiting.add(ticket);
            if (led.compareAndSet(false, true)) handOver(); // the leader may have left before it could see the ticket
            ticket.await();
            if (!ticket.isLeading()) return false;
        }
        leader = Thread.currentThread();
        return true;
    }

    private void lead(Ticket<?> first) {
        List<Ticket<?>> batch = List.of();
        try {
            batch = writer.commit(first, this::next);
        } finally {
            handOver();
            for (Ticket<?> done : batch) done.done();
        }
    }

    /** The next who may join the leader's commit, or null. */
    private Ticket<?> next() {
        Ticket<?> first = waiting.peek();
        return first != null && first.hasWork() ? waiting.poll() : null;
    }

    /** Gives the lead to whoever it is due to, or to nobody. */
    private void handOver() {
        leader = null;
        Ticket<?> first = waiting.peek();
        while (first == null) {
            led.set(false);
            first = waiting.peek();
            if (first == null || !led.compareAndSet(false, true)) return;
            first = waiting.peek();
        }
        if (retired || !first.hasWork()) {
            waiting.remove();
            first.lead();
        } else {
            threadsTurn = true;
            if (Thread.currentThread() != thread) LockSupport.unpark(thread);
        }
    }

    private void serve() {
        for (; ; ) {
            while (!threadsTurn) {
                if (retired) return;
                LockSupport.park(this);
            }
            threadsTurn = false;
            leader = thread;
            lead(waiting.remove());
        }
    }

    /** Runs {@code last} while nobody writes, and ends the thread. Later writes are still led, each by its caller. */
    void retire(Runnable last) {
        alone(() -> {
            retired = true;
            last.run();
        });
        LockSupport.unpark(thread);
    }
}
