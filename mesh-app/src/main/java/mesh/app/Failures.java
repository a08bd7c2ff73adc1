package mesh.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import mesh.adapter.files.UnsafeDirectory;
import mesh.domain.Refusal;
import mesh.port.out.StoreException;

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
     * @throws StoreException where there is no room
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
     * @throws StoreException where there is no room
     * @throws IOException for anything else
     */
    static <T> T explained(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (UnsafeDirectory e) {
            throw new Refusal.Forbidden(e.getMessage());
        } catch (AccessDeniedException e) {
            throw unwritable(e.getFile(), "this user may not");
        } catch (IOException e) {
            if (says(e, "No space left"))
                throw StoreException.full(
                        "There is no room left for the data directory. Free some space and try again.", e);
            if (!(e instanceof FileSystemException file) || !says(e, "Read-only")) throw e;
            throw unwritable(file.getFile(), "the file system is read-only");
        }
    }

    private static boolean says(IOException e, String words) {
        return e.getMessage() != null && e.getMessage().contains(words);
    }

    private static Refusal.Forbidden unwritable(String file, String why) {
        return new Refusal.Forbidden("Cannot write " + file + ": " + why + ". Set " + BrokerConfig.DATA_DIR
                + " to a folder that can be written.");
    }
}
