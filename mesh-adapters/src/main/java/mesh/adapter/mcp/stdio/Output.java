package mesh.adapter.mcp.stdio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/** Standard output: whole messages, one a line, whoever writes them. */
final class Output {

    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    Output(OutputStream out) {
        this.out = out;
    }

    /** Writes a message. @return whether the client can have it */
    boolean write(String json) {
        byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            out.write(line);
            out.flush();
            return true;
        } catch (IOException e) {
            log().log(System.Logger.Level.DEBUG, "The client no longer reads", e);
            return false;
        } finally {
            writing.unlock();
        }
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(Output.class.getName());
    }
}
