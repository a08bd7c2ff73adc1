package mesh.adapter.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import mesh.domain.InvalidInput;

/**
 * Walks a path as the operating system does, component by component: a symbolic link is replaced by its target before
 * the {@code ..} behind it counts. Goes on where nothing exists yet, as if it were to be created.
 */
final class CanonicalPath {
    /** As many as Linux follows (path_resolution(7)). */
    static final int MAX_LINKS = 40;

    private final String field;
    private final NameSamples samples;
    private final Deque<Path> ahead = new ArrayDeque<>();
    private Path at;
    private Path directory; // the deepest on the way to `at` that exists
    private int missing; // components at the end of `at` that do not exist
    private FileNames namesToCome; // how names compare below the deepest directory that exists; null until needed
    private int links;

    private CanonicalPath(String field, Path absolute, NameSamples samples) {
        this.field = field;
        this.samples = samples;
        startAt(absolute.getRoot());
        goThrough(absolute);
    }

    /**
     * Walks to the file that {@code absolute} leads to, whether it exists or not.
     *
     * @param field names the input in errors
     * @throws InvalidInput where symbolic links lead in circles
     */
    static CanonicalPath of(String field, Path absolute, NameSamples samples) {
        CanonicalPath walk = new CanonicalPath(field, absolute, samples);
        walk.walk();
        return walk;
    }

    /** The one path of that file. */
    Path path() {
        return at;
    }

    /** The deepest directory on that path, itself included, that exists and may be looked into. */
    Path directory() {
        return directory;
    }

    private void startAt(Path root) {
        at = root;
        directory = root;
        namesToCome = null;
    }

    private void walk() {
        while (!ahead.isEmpty()) {
            Path name = ahead.pop();
            switch (name.toString()) {
                case "", "." -> {}
                case ".." -> up();
                default -> down(name);
            }
        }
    }

    private void up() {
        if (at.getParent() == null) return;
        at = at.getParent();
        if (missing > 0) {
            missing--;
        } else {
            directory = at;
            namesToCome = null;
        }
    }

    private void down(Path name) {
        BasicFileAttributes found = missing > 0 ? null : look(at.resolve(name));
        if (found != null && found.isSymbolicLink()) {
            follow(at.resolve(name));
        } else if (found != null) {
            at = at.resolve(FileNames.existing(at, name.toString(), found));
            if (found.isDirectory()) directory = at;
            namesToCome = null;
        } else {
            if (namesToCome == null) namesToCome = samples.namesIn(at);
            at = at.resolve(namesToCome.identity(name.toString()));
            missing++;
        }
    }

    private void follow(Path link) {
        if (++links > MAX_LINKS)
            throw new InvalidInput(field, "must not lead through more than " + MAX_LINKS + " symbolic links");
        try {
            Path target = Files.readSymbolicLink(link);
            if (target.isAbsolute()) startAt(target.getRoot());
            goThrough(target);
        } catch (IOException e) {
            throw new InvalidInput(field, "leads through a symbolic link that cannot be read: " + link);
        }
    }

    private void goThrough(Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) ahead.push(path.getName(i));
    }

    /** Empty where there is nothing, or nothing that this process may look at. */
    private static BasicFileAttributes look(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null; // to be created, or hidden from this user: either way the rest is taken as it is written
        }
    }
}
