package mesh.port.out;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import mesh.domain.Notice;

/**
 * Keeps the truth. One writer at a time; readers see a snapshot that includes every write that has returned.
 * Safe for use by many threads. Failures are {@link StoreException}.
 */
public interface MeshStore extends AutoCloseable {
    /**
     * Runs {@code work} alone and commits what it did; once this returns, that survives a power cut. An exception from
     * {@code work} undoes all that it did and nothing else. Not to be called from inside {@code work}.
     */
    <T> T write(Function<? super StoreTransaction, T> work);

    /**
     * Like {@link #write}, for work that does nothing but read and change the transaction: the store may undo it and run
     * it again before this returns. That is quicker where many write at once.
     */
    default <T> T writeRepeatable(Function<? super StoreTransaction, T> work) {
        return write(work);
    }

    /**
     * Runs {@code work}, which may be undone and run again, with the next write that has room for it, or soon by itself;
     * returns at once. For what may be lost in a crash: it never makes anybody wait for the disk. Work that throws is
     * undone and logged.
     *
     * @param work returns whether it is done; else it is run once more in a later write, so that nobody has to wait
     *     until much is done; what is left of it when the store closes may be lost, too
     */
    void writeSoon(Predicate<? super StoreTransaction> work);

    <T> T read(Function<? super StoreView, T> work);

    /**
     * Sets who is told of committed messages and events: in sequence order, after the commit and before {@link #write}
     * returns, one list for each commit. Called one at a time; it must return at once. To be set once, before the first
     * write.
     */
    void onCommit(Consumer<? super List<Notice>> listener);

    /** Kind of store, as the status shows it: {@code sqlite}, {@code memory}. */
    String kind();

    /** Bytes of the data file and of its write-ahead log; zeros where there are none. */
    Size size();

    /** Size of a store. */
    record Size(long dataBytes, long walBytes) {}

    /** Whether it can be read and written now. Cheap; never throws. */
    boolean healthy();

    /**
     * Writes a consistent copy to a new file, while others go on.
     *
     * @throws StoreException where this kind of store cannot, or the file exists
     */
    void backup(String file);

    /** Finishes what was begun, commits what was to be written soon, and closes. Closing twice is no error. */
    @Override
    void close();
}
