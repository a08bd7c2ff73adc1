package mesh.adapter.cli;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command reads and writes, and who looks at it.
 *
 * @param in read by commands that are given {@code -}
 * @param out results; buffered, so flush it
 * @param err everything that is no result
 * @param inIsTerminal whether a person types at {@code in}
 * @param outIsTerminal whether a person looks at {@code out}
 * @param columns width that tables are fitted to; {@link #UNLIMITED} where nobody looks
 * @param env environment variables
 * @param directory what relative paths are relative to
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        int columns,
        Map<String, String> env,
        Path directory) {
    /** No fitting: what goes to a pipe or a file is not cut. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Narrower than this, nothing can be fitted. */
    static final int MIN_COLUMNS = 20;

    private static final int DEFAULT_COLUMNS = 80;

    /** The launcher tests this for nothing, a JVM cannot: {@code i} and {@code o} for the streams that are terminals. */
    private static final String TTY_PROPERTY = "slm.mesh.tty";

    private static final String COLUMNS_PROPERTY = "slm.mesh.columns";

    public Terminal {
        requireNonNull(in);
        requireNonNull(out);
        requireNonNull(err);
        requireNonNull(env);
        requireNonNull(directory);
        if (columns < MIN_COLUMNS) columns = MIN_COLUMNS;
    }

    /** The terminal, or the pipes, that this process was started with. */
    public static Terminal ofProcess() {
        Map<String, String> env = System.getenv();
        String tty = System.getProperty(TTY_PROPERTY);
        if (tty == null) tty = System.console() == null ? "" : "io";
        boolean outIsTerminal = tty.indexOf('o') >= 0;
        int columns = positive(env.get("COLUMNS"));
        if (columns == 0) columns = positive(System.getProperty(COLUMNS_PROPERTY));
        if (columns == 0) columns = outIsTerminal ? DEFAULT_COLUMNS : UNLIMITED;
        return new Terminal(
                new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                        false,
                        StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                tty.indexOf('i') >= 0,
                outIsTerminal,
                columns,
                env,
                Path.of("").toAbsolutePath());
    }

    /** Whether results are coloured: on a terminal that can, unless the person asked for none (no-color.org). */
    boolean coloured() {
        if (!outIsTerminal) return false;
        String noColor = env.get("NO_COLOR");
        if (noColor != null && !noColor.isEmpty()) return false;
        return !"dumb".equals(env.get("TERM"));
    }

    private static int positive(String digits) {
        if (digits == null || digits.isEmpty() || digits.length() > 5) return 0;
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') return 0;
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
