package mesh.adapter.host.hook;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which files a patch in the form of Codex' {@code apply_patch} touches. */
final class ApplyPatch {
    private static final List<String> HEADS =
            List.of("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: ");

    private ApplyPatch() {}

    static List<String> files(HostSession session, String patch) {
        List<String> files = new ArrayList<>();
        patch.lines().forEach(line -> {
            for (String head : HEADS) {
                if (!line.startsWith(head)) continue;
                String file = absolute(session, line.substring(head.length()).strip());
                if (!files.contains(file)) files.add(file);
            }
        });
        return files;
    }

    /** A path as the session means it. */
    static String absolute(HostSession session, String file) {
        try {
            return Path.of(session.directory()).resolve(file).toString();
        } catch (InvalidPathException e) {
            return file; // the mesh says what is wrong with it
        }
    }
}
