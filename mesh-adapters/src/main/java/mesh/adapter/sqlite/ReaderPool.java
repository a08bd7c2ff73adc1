package mesh.adapter.sqlite;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import mesh.port.out.StoreException;
import mesh.port.out.StoreView;

/** A few connections that read, opened when they are needed; whoever finds them all taken waits. */
final class ReaderPool implements AutoCloseable {
    private final int size;
    private final Supplier<Session> connect;
    private final Consumer<StoreException> onTrouble;
    private final Semaphore free;
    private final Queue<Session> idle = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Session> current = new ThreadLocal<>();
    private volatile boolean closed;

    /** @param onTrouble is told of an error that does not come from a statement but from the disk or the file */
    ReaderPool(int size, Supplier<Session> connect, Consumer<StoreException> onTrouble) {
        this.size = size;
        this.connect = connect;
        this.onTrouble = onTrouble;
        this.free = new Semaphore(size); // not a fair one: each read would wait for a thread to be woken
    }

    /** Runs {@code work} on one snapshot; a read inside a read sees the same one. */
    <T> T read(Function<? super StoreView, T> work) {
        Session outer = current.get();
        if (outer != null) return work.apply(outer);
        free.acquireUninterruptibly();
        try {
            if (closed) throw Faults.closed();
            Session session = idle.poll();
            return read(session == null ? connect.get() : session, work);
        } finally {
            free.release();
        }
    }

    private <T> T read(Session session, Function<? super StoreView, T> work) {
        Sql sql = session.sql();
        current.set(session);
        try {
            session.refresh();
            sql.begin("BEGIN");
            return work.apply(session);
        } finally {
            current.remove();
            if (sql.fatal() != null) onTrouble.accept(sql.fatal());
            if (sql.rollBack()) idle.add(session);
            else sql.close();
        }
    }

    /** Waits for those who read, and lets nobody read any more. */
    @Override
    public void close() {
        free.acquireUninterruptibly(size);
        closed = true;
        for (Session session; (session = idle.poll()) != null; ) session.sql().close();
        free.release(size);
    }
}
