package mesh.adapter.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mesh.domain.Notice;

/**
 * Runs a program for each message or event, one after the other. What came is written to its standard input, and to
 * nowhere else: no text of a peer gets into an argument, a script or the environment.
 */
final class EventHandler {
    private final List<String> program;
    private final Invocation call;

    EventHandler(List<String> program, Invocation call) {
        this.program = program;
        this.call = call;
    }

    /** @return whether the program ended with status 0 */
    boolean handle(Notice notice) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(program)
                .directory(call.terminal().directory().toFile())
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
        String unread = "";
        try (OutputStream in = child.getOutputStream()) {
            in.write((WatchCommand.json(notice) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            unread = " without reading it"; // its own choice: the status tells whether it is content
        }
        int status = waitFor(child);
        if (status != 0) call.remark("slm-mesh: " + program.get(0) + " ended with status " + status + unread);
        return status == 0;
    }

    private static int waitFor(Process child) throws InterruptedException {
        try {
            return child.waitFor();
        } catch (InterruptedException e) {
            child.destroy(); // it ends with the watch
            throw e;
        }
    }
}
