package mesh.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.process.Detached;

/**
 * The archive of classes from which short-lived processes start faster. The launcher knows whether there is one for its
 * Java and its jars, and how one is made; a broker, which has the time, has it made.
 */
final class ClassArchive {
    /** Set by the launcher where there is none. */
    private static final String WANTED_PROPERTY = "slm.mesh.train";

    private static final Path NICE = Path.of("/usr/bin/nice");

    private ClassArchive() {}

    /** Has one made in the background, by a process that outlives this one. Nothing depends on its success. */
    static void trainWhereWanted(DataDirectory directory) {
        List<String> launcher = BrokerStarter.launcher();
        if (!"yes".equals(System.getProperty(WANTED_PROPERTY)) || launcher.size() != 1) return;
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) command.addAll(List.of(NICE.toString(), "-n", "19"));
        command.addAll(launcher);
        command.add("--train");
        try {
            Detached.start(command, System.getenv(), directory.folder(), Path.of("/dev/null"));
        } catch (IOException e) {
            System.getLogger(ClassArchive.class.getName()).log(Level.DEBUG, "No archive of classes is made", e);
        }
    }
}
