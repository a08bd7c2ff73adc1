package mesh.adapter.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mesh.domain.Notice;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;

/** Runs the work of a batch on the one writing connection and commits it. For one leader at a time. */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());

    /** Deferred works that wait at most; whoever brings a further one commits them itself. */
    static final int MAX_DEFERRED = 10_000;
    /** Deferred works that one commit takes along. */
    private static final int DEFERRED_AT_ONCE = 256;
    /** Rows after whose change a commit takes no further one along: 256 that lie apart take 4 ms. */
    private static final int DEFERRED_ROWS = 256;

    private final Supplier<Session> connect;
    private final Queue<Predicate<? super StoreTransaction>> deferred = new ConcurrentLinkedQueue<>();
    private final AtomicInteger deferredCount = new AtomicInteger();
    /** Deferred works that would make a caller's commit long. */
    private final Queue<Predicate<? super StoreTransaction>> unfinished = new ConcurrentLinkedQueue<>();
    /** Works that share a savepoint, and where that is; null while there is none. */
    private final List<Ticket<?>> run = new ArrayList<>();

    private Mark runBegun;
    private Session session;
    private Session.Mark begun; // null until the transaction has begun
    private boolean closed;
    private boolean committing; // from the moment when a commit may have reached the log
    private Figures given; // when the last connection was given up
    private volatile Consumer<? super List<Notice>> listener = notices -> {};
    private volatile StoreException trouble;
    private volatile StoreException damage;
    private volatile long commits;

    /** @param connect opens a further connection when {@code session} has become unusable */
    Writer(Session session, Supplier<Session> connect) {
        this.session = session;
        this.connect = connect;
    }

    void onCommit(Consumer<? super List<Notice>> told) {
        listener = told;
    }

    /** @return false when there is no room: it was not taken */
    boolean defer(Predicate<? super StoreTransaction> work) {
        if (deferredCount.incrementAndGet() > MAX_DEFERRED) {
            deferredCount.decrementAndGet();
            return false;
        }
        deferred.add(work);
        return true;
    }

    private void deferAgain(Predicate<? super StoreTransaction> work) {
        deferredCount.incrementAndGet();
        deferred.add(work);
    }

    boolean hasDeferred() {
        return hasUnbegun() || !unfinished.isEmpty();
    }

    /** Whether something was deferred that the next commit takes along. */
    boolean hasUnbegun() {
        return !deferred.isEmpty();
    }

    /** What was deferred and begun, and is to be gone on with in commits that nobody waits for; null when there is none. */
    Predicate<? super StoreTransaction> takeUnfinished() {
        return unfinished.poll();
    }

    void leaveUnfinished(Predicate<? super StoreTransaction> work) {
        unfinished.add(work);
    }

    /** What made the last commit fail, or null. Damage to the file is for good. */
    StoreException trouble() {
        return damage != null ? damage : trouble;
    }

    /** Whether the file was found damaged; then nothing is written any more. */
    boolean isDamaged() {
        return damage != null;
    }

    /** To be told of an error that does not come from a statement but from the disk or the file. */
    void trouble(StoreException found) {
        boolean known = trouble() != null;
        if (Faults.isDamage(found)) damage = found;
        else trouble = found;
        if (!known && !closed) LOG.log(System.Logger.Level.ERROR, "{0} ({1})", found.getMessage(), found.getCause());
    }

    /** Grows with every commit that changed something. */
    long commits() {
        return commits;
    }

    /**
     * Runs {@code first}, some of what was deferred, and all that {@code more} yields until it yields null; commits; tells the
     * listener. What came of each is in its ticket.
     */
    List<Ticket<?>> commit(Ticket<?> first, Supplier<Ticket<?>> more) {
        List<Ticket<?>> batch = new ArrayList<>();
        List<Predicate<? super StoreTransaction>> taken = new ArrayList<>();
        List<Notice> notices;
        batch.add(first);
        begun = null;
        try {
            begin();
            List<Predicate<? super StoreTransaction>> rest = runDeferred(taken);
            attempt(first);
            for (Ticket<?> next; batch.size() < GroupCommit.MAX_BATCH && (next = more.get()) != null; ) {
                batch.add(next);
                attempt(next);
            }
            notices = end();
            unfinished.addAll(rest); // not before: what is undone is deferred again as a whole
        } catch (StoreException e) {
            abandon(batch, taken, e);
            return batch;
        } catch (RuntimeException | Error e) {
            abandon(batch, taken, new StoreException("A commit failed; nothing of it is stored", e));
            return batch;
        }
        if (!notices.isEmpty()) tell(notices);
        return batch;
    }

    private void begin() {
        committing = false;
        if (closed) throw Faults.closed();
        if (damage != null) throw damage;
        if (session == null) {
            session = connect.get();
            session.figures(figures -> figures.withoutRepeating(given));
        }
        session.sql().begin("BEGIN IMMEDIATE");
        begun = session.mark();
    }

    /** @return those that are not done */
    private List<Predicate<? super StoreTransaction>> runDeferred(List<Predicate<? super StoreTransaction>> taken) {
        List<Predicate<? super StoreTransaction>> rest = new ArrayList<>();
        while (taken.size() < DEFERRED_AT_ONCE && session.sql().changedRows() < DEFERRED_ROWS) {
            Predicate<? super StoreTransaction> work = deferred.poll();
            if (work == null) break;
            deferredCount.decrementAndGet();
            taken.add(work);
            Ticket<Boolean> ticket = new Ticket<>(work::test, true);
            attempt(ticket);
            if (ticket.failure() != null)
                LOG.log(System.Logger.Level.WARNING, "A deferred write failed and was undone", ticket.failure());
            else if (!ticket.result()) rest.add(work);
        }
        return rest;
    }

    private void attempt(Ticket<?> ticket) {
        if (ticket.isRepeatable()) {
            attemptInRun(ticket);
        } else {
            endRun();
            attemptAlone(ticket);
        }
    }

    /** Runs one work in a savepoint; in the transaction itself as long as that holds nothing else. */
    private void attemptAlone(Ticket<?> ticket) {
        Mark mark = open();
        run(ticket);
        if (ticket.failure() != null) undo(mark);
        close(mark);
    }

    /**
     * Runs one of the works that share a savepoint, for a savepoint takes as long as the statements of a small work. One
     * that fails after it changed something takes the others along, which are then run again, each in its own.
     */
    private void attemptInRun(Ticket<?> ticket) {
        if (runBegun == null) runBegun = open();
        Session.Mark mark = session.mark();
        int changes = session.sql().changes();
        run(ticket);
        if (ticket.failure() == null) {
            run.add(ticket);
        } else if (session.sql().changes() == changes) {
            session.backTo(mark);
        } else {
            List<Ticket<?>> again = List.copyOf(run);
            undo(runBegun);
            endRun();
            again.forEach(this::attemptAlone);
        }
    }

    private void endRun() {
        if (runBegun != null) close(runBegun);
        runBegun = null;
        run.clear();
    }

    private void run(Ticket<?> ticket) {
        ticket.run(session);
        StoreException fatal = session.sql().fatal();
        if (fatal != null) throw fatal;
    }

    /** Where to go back to. @param first whether nothing had changed, so that the whole transaction can be undone */
    private record Mark(Session.Mark known, boolean first) {}

    private Mark open() {
        Mark mark = new Mark(session.mark(), !session.sql().hasChanged());
        if (!mark.first) session.sql().run("SAVEPOINT work");
        return mark;
    }

    private void undo(Mark mark) {
        if (mark.first) restart();
        else session.sql().run("ROLLBACK TO work");
        session.backTo(mark.known);
    }

    private void close(Mark mark) {
        if (!mark.first) session.sql().run("RELEASE work");
    }

    private void restart() {
        Sql sql = session.sql();
        if (!sql.hasChanged()) return;
        sql.run("ROLLBACK");
        sql.begin("BEGIN IMMEDIATE");
    }

    private List<Notice> end() {
        Sql sql = session.sql();
        endRun();
        session.messages().fileMany();
        if (!session.figures().equals(begun.figures())) session.figures().save(sql);
        boolean changed = sql.hasChanged();
        committing = changed;
        sql.run("COMMIT");
        session.shareRoster();
        if (changed) {
            if (trouble != null) LOG.log(System.Logger.Level.INFO, "The store can be written again");
            trouble = null;
            commits++;
        }
        return session.takeNotices();
    }

    private void tell(List<Notice> notices) {
        try {
            listener.accept(notices);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The listener of commits failed", e);
        }
    }

    /** Nothing of the batch is stored: tells every caller so and makes ready for the next. */
    private void abandon(List<Ticket<?>> batch, List<Predicate<? super StoreTransaction>> taken, StoreException why) {
        trouble(why);
        runBegun = null;
        run.clear();
        for (Ticket<?> ticket : batch) ticket.failed(why);
        taken.forEach(this::deferAgain);
        if (session == null) return;
        if (begun != null) session.backTo(begun);
        if (session.sql().rollBack()) {
            if (committing) cover();
            return;
        }
        given = session.figures();
        session.sql().close();
        session = null;
    }

    /**
     * A commit whose sync failed can lie in the log as whole as one that succeeded, and would count after a crash though
     * it was refused. So another one takes its place at once, which nobody misses or minds.
     */
    private void cover() {
        Sql sql = session.sql();
        try {
            sql.begin("BEGIN IMMEDIATE");
            session.figures().save(sql);
            sql.run("COMMIT");
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "The disk does not confirm the next commit either", e);
            sql.rollBack();
        }
    }

    /** To be called as leader, too. */
    @Override
    public void close() {
        closed = true;
        if (session != null) session.sql().close();
        session = null;
    }
}
