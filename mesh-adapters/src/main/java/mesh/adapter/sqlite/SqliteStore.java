package mesh.adapter.sqlite;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mesh.domain.Notice;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreException;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The truth in one SQLite file. What a write returned from is on the disk; many callers share one commit. Times are kept
 * to the millisecond.
 */
public final class SqliteStore implements MeshStore {
    private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());
    static final String NATIVE_DIRECTORY = "org.sqlite.tmpdir";
    private static final String NATIVE_FOLDER = "org.sqlite.lib.path";
    private static final String NATIVE_NAME = "org.sqlite.lib.name";

    private final Database database;
    private final Writer writer;
    private final GroupCommit commits;
    private final ReaderPool readers;
    private final Checkpoints checkpoints;
    private final Keeper keeper;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param readers how many threads can read at once
     * @param check when to look the whole file over before it is used
     */
    public record Options(int readers, Check check) {
        public static final Options DEFAULT = new Options(4, Check.UNLESS_LARGE);

        public Options {
            if (readers < 1 || readers > 64) throw new IllegalArgumentException("readers must be 1 to 64: " + readers);
            requireNonNull(check);
        }
    }

    /** When to look the whole file over. */
    public enum Check {
        ALWAYS,
        /** When it is not larger than {@link #MAX_CHECKED_BYTES}. */
        UNLESS_LARGE,
        NEVER;

        /** So much is looked over in a tenth of a second. */
        public static final long MAX_CHECKED_BYTES = 64 << 20;
    }

    /**
     * Opens the database, or makes a new one that only its owner can read. The directory must exist.
     *
     * @throws StoreException for a file that is damaged, of another program or of a newer version, or that cannot be
     *     opened; it is left as it is
     */
    public static SqliteStore open(Path file) {
        return open(file, Options.DEFAULT);
    }

    public static SqliteStore open(Path file, Options options) {
        Database database = new Database(file);
        boolean check = isDue(options.check(), database);
        database.create();
        if (check) database.check();
        Sql sql = database.writer();
        try {
            Migrations.run(sql);
            return new SqliteStore(database, sql, options.readers());
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    private static boolean isDue(Check check, Database database) {
        return check == Check.ALWAYS || check == Check.UNLESS_LARGE && database.dataBytes() <= Check.MAX_CHECKED_BYTES;
    }

    /**
     * Like {@link #backup}, from outside: copies a database whether a broker uses it at the moment or not.
     *
     * @return what is wrong with it, and thus with the copy, in SQLite's words
     * @throws StoreException where there is none, or the target exists
     */
    public static Optional<String> copy(Path file, Path target) {
        if (!Files.exists(file)) throw new StoreException("There is no database to back up: " + file, null);
        return new Database(file).copyTo(target);
    }

    /**
     * Looks a whole database over, whether a broker uses it at the moment or not, and changes nothing.
     *
     * @return what is wrong with it, in SQLite's words
     * @throws StoreException where it cannot be looked at
     */
    public static Optional<String> damage(Path file) {
        return new Database(file).damage();
    }

    /**
     * Lets SQLite's native library be unpacked in {@code directory} instead of the temporary folder, which may forbid
     * to run what is in it. To be called before the first store is opened; a setting by {@code -Dorg.sqlite.tmpdir}
     * stands.
     */
    public static void unpackNativeLibraryIn(Path directory) {
        if (System.getProperty(NATIVE_DIRECTORY) == null)
            System.setProperty(NATIVE_DIRECTORY, directory.toAbsolutePath().toString());
    }

    /**
     * Loads the driver with a native library that lies unpacked already, so that the first {@link #open} finds both.
     *
     * @throws LinkageError where that one does not fit or must not be loaded; {@link #open} then unpacks its own
     */
    public static void prepare(Path library) throws Exception {
        System.load(library.toString());
        synchronized (SQLiteJDBCLoader.class) { // as the loader itself does: nobody else is to see the name
            System.setProperty(NATIVE_FOLDER, library.getParent().toString());
            System.setProperty(NATIVE_NAME, library.getFileName().toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(NATIVE_FOLDER);
                System.clearProperty(NATIVE_NAME);
            }
        }
        Database.prepare();
    }

    private SqliteStore(Database database, Sql sql, int readers) {
        this.database = database;
        AtomicReference<Roster> newest = new AtomicReference<>(Roster.UNKNOWN);
        RecentMessages recent = new RecentMessages();
        this.writer =
                new Writer(new Session(sql, newest, recent), () -> new Session(database.writer(), newest, recent));
        this.commits = new GroupCommit(writer);
        this.readers = new ReaderPool(readers, () -> new Session(database.reader(), newest, recent), this::trouble);
        this.checkpoints = new Checkpoints(database, commits);
        this.keeper = new Keeper(writer, commits, checkpoints);
        keeper.start();
    }

    private void trouble(StoreException found) {
        writer.trouble(found);
        keeper.notice();
    }

    @Override
    public <T> T write(Function<? super StoreTransaction, T> work) {
        requireNonNull(work);
        return kept(() -> commits.write(work));
    }

    @Override
    public <T> T writeRepeatable(Function<? super StoreTransaction, T> work) {
        requireNonNull(work);
        return kept(() -> commits.writeRepeatable(work));
    }

    private <T> T kept(Supplier<T> commit) {
        checkpoints.awaitRoom();
        try {
            return commit.get();
        } finally {
            keeper.notice(); // of a failure, too
        }
    }

    @Override
    public void writeSoon(Predicate<? super StoreTransaction> work) {
        requireNonNull(work);
        if (closed.get()) throw Faults.closed();
        if (writer.defer(work)) {
            keeper.notice();
            return;
        }
        boolean done;
        do {
            done = commits.write(work::test);
        } while (!done);
    }

    @Override
    public <T> T read(Function<? super StoreView, T> work) {
        return readers.read(work);
    }

    @Override
    public void onCommit(Consumer<? super List<Notice>> listener) {
        writer.onCommit(requireNonNull(listener));
    }

    @Override
    public String kind() {
        return "sqlite";
    }

    @Override
    public Size size() {
        return new Size(database.dataBytes(), database.logBytes());
    }

    /**
     * False from a write, a read or a checkpoint that failed for the disk's or the file's sake until one has succeeded
     * again; once the file was found damaged it stays false, and nothing is written.
     */
    @Override
    public boolean healthy() {
        return !closed.get() && writer.trouble() == null && !keeper.isFailing();
    }

    /** Copies page by page, so that a damaged database can be copied for a rescue. The copy is on the disk on return. */
    @Override
    public void backup(String file) {
        if (closed.get()) throw Faults.closed();
        database.copyTo(Path.of(file));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        keeper.close();
        if (writer.isDamaged()) return; // as the last connection closes, SQLite would copy the log into the data file
        do commits.flush();
        while (writer.hasUnbegun());
        readers.close();
        commits.retire(writer::close);
        checkpoints.close();
    }
}
