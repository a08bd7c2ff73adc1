package mesh.faults.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file system of the test's own; where it may not mount one, the test is skipped. */
final class Mount implements AutoCloseable {
    final Path folder;

    private Mount(Path folder) {
        this.folder = folder;
    }

    /** A new small disk. @param options as of {@code mount -o} */
    static Mount disk(Path folder, String options) throws IOException {
        Files.createDirectory(folder);
        Tool.runOrSkip("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
        return new Mount(folder);
    }

    /** What is in a folder, which cannot be written until this is closed. */
    static Mount readOnly(Path folder) throws IOException {
        Tool.runOrSkip("mount", "--bind", folder.toString(), folder.toString());
        Mount mount = new Mount(folder);
        Tool.run("mount", "-o", "remount,ro,bind", folder.toString());
        return mount;
    }

    /** Leaves no byte free. @return the file that takes all the room */
    Path fill() throws IOException {
        Path ballast = folder.resolve("ballast");
        byte[] page = new byte[4096];
        Arrays.fill(page, (byte) 'x');
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) out.write(page);
        } catch (IOException e) {
            if (folder.toFile().getUsableSpace() > 0) throw e;
            return ballast;
        }
    }

    @Override
    public void close() throws IOException {
        Tool.run("umount", folder.toString());
    }
}
