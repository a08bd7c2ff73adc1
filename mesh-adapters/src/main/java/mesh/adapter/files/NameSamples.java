package mesh.adapter.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out how names compare in a directory by looking at a child of it. Which child that was is remembered, since to list
 * a directory takes several times as long as to look at one file; what was seen is not: it is looked at anew each time. Safe
 * for use by many threads.
 */
final class NameSamples {
    private static final int MAX_REMEMBERED = 1024;
    private static final int MAX_LOOKED_AT = 64;

    private final ConcurrentHashMap<Path, String> samples = new ConcurrentHashMap<>();

    /** How names to be created in {@code directory}, or further below it, will compare. */
    FileNames namesIn(Path directory) {
        String known = samples.get(directory);
        Optional<Boolean> seen = known == null ? Optional.empty() : FileNames.foldsCase(directory, known);
        return FileNames.in(directory, seen.isPresent() ? seen : seenAmongChildren(directory));
    }

    private Optional<Boolean> seenAmongChildren(Path directory) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            int lookedAt = 0;
            for (Path child : children) {
                if (++lookedAt > MAX_LOOKED_AT) break;
                String name = child.getFileName().toString();
                Optional<Boolean> seen = FileNames.foldsCase(directory, name);
                if (seen.isEmpty()) continue;
                if (samples.size() >= MAX_REMEMBERED) samples.clear();
                samples.put(directory, name);
                return seen;
            }
            return Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty(); // not to be listed
        }
    }
}
