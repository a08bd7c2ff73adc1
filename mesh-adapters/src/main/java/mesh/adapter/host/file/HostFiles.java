package mesh.adapter.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Plans and makes the changes that put us into files of others, and those that take us out again. */
public final class HostFiles {
    private final Originals originals;

    public HostFiles(Originals originals) {
        this.originals = originals;
    }

    /** What installing {@code files} would change. Changes nothing. */
    public List<FileChange> planInstall(List<HostFile> files) {
        return plan(files, true, this::install);
    }

    /** What uninstalling {@code files} would change. Changes nothing. */
    public List<FileChange> planUninstall(List<HostFile> files) {
        return plan(files, false, this::uninstall);
    }

    /**
     * Makes one change, if the file still is as the plan saw it.
     *
     * @throws IOException when it cannot be written, or changed since; then nothing was written
     */
    public void apply(FileChange change) throws IOException {
        if (!change.changesSomething()) return;
        Path path = change.path();
        Optional<byte[]> now = DiskFile.read(path);
        if (!same(now, change.before())) throw new IOException("it changed meanwhile; run the command again");
        Optional<Originals.Original> kept = originals.find(path);
        if (change.installs()) {
            byte[] after = change.after().orElseThrow();
            Optional<byte[]> original = originalFor(change.file(), now, kept);
            originals.keep(path, original, after);
            originals.made(DiskFile.write(path, after, change.file().rights()));
            return;
        }
        if (change.after().isPresent()) DiskFile.write(path, change.after().get(), HostFile.Rights.USUAL);
        else DiskFile.delete(path);
        originals.forget(path);
    }

    private interface Planner {
        FileChange plan(HostFile file, Optional<byte[]> now) throws IOException, BrokenFile;
    }

    private static List<FileChange> plan(List<HostFile> files, boolean installs, Planner planner) {
        List<FileChange> changes = new ArrayList<>();
        for (HostFile file : files) {
            try {
                changes.add(planner.plan(file, DiskFile.read(file.path())));
            } catch (BrokenFile e) {
                changes.add(FileChange.leftAlone(file, installs, e.getMessage()));
            } catch (IOException e) {
                changes.add(FileChange.leftAlone(file, installs, "it cannot be read: " + e.getMessage()));
            }
        }
        return List.copyOf(changes);
    }

    private FileChange install(HostFile file, Optional<byte[]> now) throws BrokenFile, IOException {
        if (Files.isDirectory(file.path())) throw new BrokenFile("it is a folder");
        if (file.content().isPresent() && now.isPresent() && isForeign(file, now.get()))
            throw new BrokenFile(
                    "a file of another content is there already; move it away, or keep it instead of ours");
        return FileChange.to(file, true, now, Optional.of(file.put(now)));
    }

    /** A file of our own that we did not write, or that was changed since. */
    private boolean isForeign(HostFile file, byte[] now) throws BrokenFile, IOException {
        return !Arrays.equals(now, file.put(Optional.empty()))
                && originals.find(file.path()).filter(kept -> kept.isStill(now)).isEmpty();
    }

    private FileChange uninstall(HostFile file, Optional<byte[]> now) throws BrokenFile, IOException {
        if (now.isEmpty()) return FileChange.to(file, false, now, now);
        Optional<Originals.Original> kept = originals.find(file.path());
        if (kept.isPresent() && kept.get().isStill(now.get()))
            return FileChange.to(file, false, now, kept.get().content());
        if (file.content().isPresent()) {
            if (isForeign(file, now.get()))
                throw new BrokenFile("it was changed since it was installed; remove it by hand if you do not need it");
            return FileChange.to(file, false, now, Optional.empty());
        }
        return FileChange.to(file, false, now, file.takeOut(now.get(), kept.map(Originals.Original::content)));
    }

    /** What to keep as the original: what is there, without what of us is in it already. */
    private static Optional<byte[]> originalFor(HostFile file, Optional<byte[]> now, Optional<Originals.Original> kept)
            throws IOException {
        if (now.isEmpty()) return now;
        if (kept.isPresent() && kept.get().isStill(now.get())) return kept.get().content();
        if (file.content().isPresent()) return Optional.empty();
        try {
            return file.takeOut(now.get(), kept.map(Originals.Original::content));
        } catch (BrokenFile e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean same(Optional<byte[]> left, Optional<byte[]> right) {
        return left.isPresent() == right.isPresent() && (left.isEmpty() || Arrays.equals(left.get(), right.get()));
    }
}
