package mesh.adapter.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import mesh.port.out.StoreException;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database file: how it is made and how connections to it are set up. */
final class Database {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());

    /** A page is 4 KiB, and so this is 8 MiB for the writer and 2 MiB for each other connection. */
    private static final String WRITER_CACHE = "PRAGMA cache_size = 2000";

    private static final String READER_CACHE = "PRAGMA cache_size = 500";
    /** How long to wait for another program that holds a lock; inside this one nobody does. */
    private static final String BUSY_TIMEOUT = "PRAGMA busy_timeout = 5000";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    Database(Path file) {
        this.file = file.toAbsolutePath();
    }

    Path file() {
        return file;
    }

    /** Of the log; exists while a connection is open. */
    Path index() {
        return beside("-shm");
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** Makes an empty file that only its owner can read, unless there is one. SQLite gives its other files the same mode. */
    void create() {
        try {
            createNew(file);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw new StoreException("The database " + file + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static void createNew(Path path) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        (posix ? FileChannel.open(path, options, OWNER_ONLY) : FileChannel.open(path, options)).close();
    }

    /** The connection that writes. A commit returns when the disk has it; checkpoints are the keeper's business. */
    Sql writer() {
        Sql sql = connect();
        try {
            Migrations.verify(sql, file);
            String mode = sql.find("PRAGMA journal_mode = WAL", row -> row.getString(1))
                    .orElse("none");
            if (!mode.equals("wal"))
                throw new StoreException(
                        "The file system of " + file + " has no shared memory, which SQLite needs (journal mode is "
                                + mode + "). Put the data directory on a local disk.",
                        null);
            sql.script(List.of(
                    "PRAGMA synchronous = FULL",
                    "PRAGMA wal_autocheckpoint = 0",
                    WRITER_CACHE,
                    BUSY_TIMEOUT,
                    "PRAGMA temp_store = MEMORY",
                    "PRAGMA journal_size_limit = " + Checkpoints.KEPT_LOG_BYTES));
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    Sql reader() {
        Sql sql = connect();
        sql.script(List.of("PRAGMA query_only = ON", "PRAGMA temp_store = MEMORY", READER_CACHE, BUSY_TIMEOUT));
        return sql;
    }

    /** For checkpoints. */
    Sql attendant() {
        Sql sql = connect();
        sql.script(List.of("PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0", READER_CACHE, BUSY_TIMEOUT));
        return sql;
    }

    /** For those beside the broker: closing it leaves the log as it is, which whoever writes would copy then. */
    private Sql onlooker() {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        Sql sql = connect(readOnly.toProperties());
        sql.script(List.of(BUSY_TIMEOUT));
        return sql;
    }

    /** Opens a database in memory once. */
    static void prepare() {
        connect("jdbc:sqlite::memory:", "memory", new Properties()).close();
    }

    private Sql connect() {
        return connect(new Properties());
    }

    private Sql connect(Properties settings) {
        return connect("jdbc:sqlite:" + file.toUri(), file.toString(), settings);
    }

    private static Sql connect(String address, String name, Properties settings) {
        try {
            settings.setProperty(
                    "jdbc.get_generated_keys", "false"); // else each INSERT prepares and runs one SELECT more
            return new Sql(JDBC.createConnection(address, settings), name);
        } catch (SQLException e) {
            throw Faults.ofOpening(e, name);
        }
    }

    /** @throws StoreException when the file is damaged; before anybody opens it who would change it by closing it */
    void check() {
        damage().ifPresent(found -> {
            throw Faults.damaged(file.toString(), new SQLiteException(found, SQLiteErrorCode.SQLITE_CORRUPT));
        });
    }

    /** What is wrong with the file, if anything is. */
    Optional<String> damage() {
        try (Sql sql = onlooker()) {
            return damage(sql);
        } catch (StoreException e) {
            if (Faults.isDamage(e)) return Optional.of(e.getCause().getMessage());
            throw e;
        }
    }

    private static Optional<String> damage(Sql sql) {
        return sql.find("PRAGMA quick_check(1)", row -> row.getString(1)).filter(found -> !found.equals("ok"));
    }

    /** Copies everything to a new file that only its owner can read. @return what is wrong with it, if anything is */
    Optional<String> copyTo(Path target) {
        try {
            createNew(target);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException("There is a file already where the backup should go: " + target, e);
        } catch (IOException e) {
            throw new StoreException("The backup " + target + " cannot be made: " + e.getMessage(), e);
        }
        try (Sql sql = onlooker()) {
            sql.copyTo(target.toString());
            return damage(sql);
        } catch (StoreException e) {
            delete(target);
            if (Faults.isDamage(e)) throw Faults.unreadable(file.toString(), e);
            throw e;
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "An unfinished backup is left behind: " + path, e);
        }
    }

    long dataBytes() {
        return bytes(file);
    }

    long logBytes() {
        return bytes(beside("-wal"));
    }

    private static long bytes(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0; // there is no such file
        }
    }
}
