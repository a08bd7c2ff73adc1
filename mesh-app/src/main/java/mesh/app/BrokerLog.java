package mesh.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mesh.domain.Text;

/**
 * The broker's log: one line for each record in a file of its owner's alone, which is moved aside when it has grown.
 * (The JDK's own file handler makes files that others can read, and numbers the current one.)
 */
final class BrokerLog extends Handler {
    static final long MAX_BYTES = 5L * 1024 * 1024;

    /** Files in all: the current one and those moved aside. */
    static final int FILES = 3;

    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private final Path file;
    private final long maxBytes;
    private final ReentrantLock writing = new ReentrantLock();
    private FileChannel channel;
    private long bytes;

    BrokerLog(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        setFormatter(new SimpleFormatter());
        open();
    }

    /** Held, or its setting would be lost. A class of its own: no logger may be made before {@link #keepUntilTheEnd}. */
    private static final class HttpServerLog {
        static final Logger LOGGER = Logger.getLogger("com.sun.net.httpserver");
    }

    /** Lets logs stay open while the process ends. Counts only before this process makes its first logger. */
    static void keepUntilTheEnd() {
        System.setProperty("java.util.logging.manager", UntilTheEnd.class.getName());
    }

    /** Sends what this program logs to {@code file}, and nowhere else. */
    static void install(Path file, System.Logger.Level level) throws IOException {
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler handler : root.getHandlers()) root.removeHandler(handler);
        root.setLevel(julLevel(level));
        HttpServerLog.LOGGER.setLevel(Level.INFO); // it tells of addresses, in which somebody may have put a token
        root.addHandler(new BrokerLog(file, MAX_BYTES));
    }

    /** The JDK's log manager closes all logs as soon as a process begins to end; here the end is worth logging. */
    public static final class UntilTheEnd extends LogManager {
        /** For the JDK. */
        public UntilTheEnd() {}

        @Override
        public void reset() {}
    }

    private static Level julLevel(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) return;
        ByteBuffer line = StandardCharsets.UTF_8.encode(line(entry));
        writing.lock();
        try {
            if (channel == null) return;
            if (!channel.isOpen()) open(); // it was moved aside, and there was no room for the next one
            if (bytes > 0 && bytes + line.remaining() > maxBytes) moveAside();
            while (line.hasRemaining()) bytes += channel.write(line);
        } catch (IOException e) {
            reportError("cannot write " + file, e, ErrorManager.WRITE_FAILURE); // to standard error, once
        } finally {
            writing.unlock();
        }
    }

    /** Time, level, who, what; a record stays on its line, whatever is in it. */
    private String line(LogRecord entry) {
        String logger = entry.getLoggerName() == null ? "" : entry.getLoggerName();
        StringBuilder line = new StringBuilder(160)
                .append(Instant.ofEpochMilli(entry.getMillis()).truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(systemLevel(entry.getLevel()))
                .append(' ')
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(": ")
                .append(Text.clean(getFormatter().formatMessage(entry)).replace("\n", "\\n"))
                .append('\n');
        if (entry.getThrown() != null) {
            StringWriter trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(Text.clean(trace.toString()));
        }
        return line.toString();
    }

    private static String systemLevel(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) return "ERROR";
        if (level.intValue() >= Level.WARNING.intValue()) return "WARNING";
        if (level.intValue() >= Level.INFO.intValue()) return "INFO";
        return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private void moveAside() throws IOException {
        channel.close();
        for (int i = FILES - 1; i > 0; i--) {
            Path older = i == 1 ? file : numbered(i - 1);
            if (Files.exists(older, LinkOption.NOFOLLOW_LINKS))
                Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
        }
        open();
    }

    private Path numbered(int i) {
        return file.resolveSibling(file.getFileName() + "." + i);
    }

    private void open() throws IOException {
        channel = FileChannel.open(
                file, APPEND, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        bytes = channel.size();
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        writing.lock();
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            reportError("cannot close " + file, e, ErrorManager.CLOSE_FAILURE);
        } finally {
            channel = null;
            writing.unlock();
        }
    }
}
