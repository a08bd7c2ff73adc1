package mesh.adapter.memory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.domain.lock.FencingToken;
import mesh.port.out.ClockMark;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;

/** Keeps everything in memory: for tests, and for programs that embed the mesh and need nothing to last. */
public final class MemoryStore implements MeshStore {
    private static final System.Logger LOG = System.getLogger(MemoryStore.class.getName());

    /** Held from a change until its listener was told, so that listeners hear of changes in order. */
    private final ReentrantLock writing = new ReentrantLock();
    /** Keeps readers from half a change; free again when the listener is told, for that may wait for a reader. */
    private final ReentrantReadWriteLock data = new ReentrantReadWriteLock();

    private final Transaction transaction = new Transaction();
    private final Queue<Predicate<? super StoreTransaction>> soon = new ConcurrentLinkedQueue<>();
    private Consumer<? super List<Notice>> listener = notices -> {};
    private volatile boolean closed;

    /** An empty store. */
    public MemoryStore() {}

    @Override
    public <T> T write(Function<? super StoreTransaction, T> work) {
        if (!mayWrite()) throw new IllegalStateException("A write must not begin inside a write or a read");
        T result;
        writing.lock();
        try {
            checkOpen();
            result = commit(work);
        } finally {
            writing.unlock();
        }
        writeWhatWaits();
        return result;
    }

    private boolean mayWrite() {
        return !writing.isHeldByCurrentThread() && data.getReadHoldCount() == 0;
    }

    /** Runs in the caller's thread unless somebody is at it: then whoever that is runs it when done. */
    @Override
    public void writeSoon(Predicate<? super StoreTransaction> work) {
        checkOpen();
        soon.add(requireNonNull(work));
        writeWhatWaits();
    }

    private void writeWhatWaits() {
        while (!soon.isEmpty() && mayWrite()) {
            if (!writing.tryLock()) return; // its holder looks here after the unlock
            try {
                commitWhatWaits();
            } finally {
                writing.unlock();
            }
        }
    }

    private void commitWhatWaits() {
        for (Predicate<? super StoreTransaction> work; (work = soon.poll()) != null; ) {
            try {
                if (!commit(work::test)) soon.add(work);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "A deferred write failed and was undone", e);
            }
        }
    }

    private <T> T commit(Function<? super StoreTransaction, T> work) {
        List<Notice> notices;
        T result;
        boolean done = false;
        data.writeLock().lock();
        try {
            result = work.apply(transaction);
            done = true;
        } finally {
            notices = transaction.end(done);
            data.writeLock().unlock();
        }
        if (!notices.isEmpty()) tell(notices);
        return result;
    }

    private void tell(List<Notice> notices) {
        try {
            listener.accept(notices);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The listener of commits failed", e);
        }
    }

    @Override
    public <T> T read(Function<? super StoreView, T> work) {
        T result;
        data.readLock().lock();
        try {
            checkOpen();
            result = work.apply(transaction);
        } finally {
            data.readLock().unlock();
        }
        writeWhatWaits();
        return result;
    }

    private void checkOpen() {
        if (closed) throw new StoreException("The store is closed", null);
    }

    @Override
    public void onCommit(Consumer<? super List<Notice>> told) {
        listener = requireNonNull(told);
    }

    @Override
    public String kind() {
        return "memory";
    }

    @Override
    public Size size() {
        return new Size(0, 0);
    }

    @Override
    public boolean healthy() {
        return !closed;
    }

    @Override
    public void backup(String file) {
        throw new StoreException("A store in memory cannot be backed up to a file", null);
    }

    @Override
    public void close() {
        writing.lock();
        try {
            commitWhatWaits();
            closed = true;
        } finally {
            writing.unlock();
        }
    }

    /** What reads and writes see; the lock outside decides who may use it. */
    private static final class Transaction implements StoreTransaction {
        private final Undo undo = new Undo();
        private final List<Notice> notices = new ArrayList<>();
        private final MemoryEvents events = new MemoryEvents(undo, this::note);
        private final MemoryPeers peers = new MemoryPeers(undo, events);
        private final MemoryMessages messages = new MemoryMessages(undo, this::note);
        private final MemoryState state = new MemoryState(undo);
        private final MemoryLocks locks = new MemoryLocks(undo);
        private long lastSequence; // both only grow, also when a write is undone
        private long lastToken;
        private Sequence latest = Sequence.START;
        private List<ClockMark> clockMarks = List.of();

        private void note(Notice notice) {
            notices.add(notice);
            Sequence before = latest;
            if (notice.seq().isAfter(before)) latest = notice.seq();
            undo.add(() -> latest = before);
        }

        /** @return what listeners are told, in sequence order */
        private List<Notice> end(boolean done) {
            if (done) undo.forget();
            else undo.run();
            List<Notice> told = !done || notices.isEmpty()
                    ? List.of()
                    : notices.stream().sorted(Comparator.comparing(Notice::seq)).toList();
            notices.clear();
            return told;
        }

        @Override
        public Peers peers() {
            return peers;
        }

        @Override
        public Messages messages() {
            return messages;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public Locks locks() {
            return locks;
        }

        @Override
        public Events events() {
            return events;
        }

        @Override
        public Sequence latest() {
            return latest;
        }

        @Override
        public Sequence nextSequence() {
            return new Sequence(++lastSequence);
        }

        @Override
        public FencingToken nextToken() {
            return new FencingToken(++lastToken);
        }

        @Override
        public List<ClockMark> clockMarks() {
            return clockMarks;
        }

        @Override
        public void saveClockMarks(List<ClockMark> marks) {
            List<ClockMark> before = clockMarks;
            clockMarks = List.copyOf(marks);
            undo.add(() -> clockMarks = before);
        }
    }
}
