package mesh.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import mesh.adapter.files.UnsafeDirectory;
import mesh.domain.Refusal;

/** What goes wrong with files, said to whoever is to do something about it. */
final class Failures {
    private Failures() {}

    /** Work with files that may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Runs {@code work}.
     *
     * @throws Refusal.Forbidden where a folder is not this user's alone, or cannot be written
     * @throws UncheckedIOException for anything else
     */
    static <T> T unchecked(Work<T> work) {
        try {
            return explained(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs {@code work}.
     *
     * @throws Refusal.Forbidden where a folder is not this user's alone, or cannot be written
     * @throws IOException for anything else
     */
    static <T> T explained(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (UnsafeDirectory e) {
            throw new Refusal.Forbidden(e.getMessage());
        } catch (AccessDeniedException e) {
            throw unwritable(e.getFile(), "this user may not");
        } catch (FileSystemException e) {
            if (e.getReason() == null || !e.getReason().contains("Read-only")) throw e;
            throw unwritable(e.getFile(), "the file system is read-only");
        }
    }

    private static Refusal.Forbidden unwritable(String file, String why) {
        return new Refusal.Forbidden("Cannot write " + file + ": " + why + ". Set " + BrokerConfig.DATA_DIR
                + " to a folder that can be written.");
    }
}
