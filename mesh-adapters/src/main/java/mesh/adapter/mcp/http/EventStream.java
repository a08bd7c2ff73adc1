package mesh.adapter.mcp.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A response that is a stream of Server-Sent Events (WHATWG HTML, section 9.2). Safe for use by many threads; writing
 * blocks while the client does not read, for as long as the server allows.
 */
public final class EventStream {
    private static final System.Logger LOG = System.getLogger(EventStream.class.getName());
    /** Tells the client nothing, and the server whether it is still there. */
    private static final String COMMENT = ":\n\n";

    private final Opener opener;
    private final ReentrantLock writing = new ReentrantLock();
    private boolean begun;
    private OutputStream out;
    private volatile boolean closed;

    /** Sends the head. */
    interface Opener {
        OutputStream open() throws IOException;
    }

    EventStream(Opener opener) {
        this.opener = opener;
    }

    /** Sends the head, so that the client knows that it is connected. @return whether it seems to be there */
    public boolean begin() {
        return comment();
    }

    /** @return whether the client can have it */
    public boolean send(String json) {
        return write("data: " + json + "\n\n");
    }

    /** @param id by which the client can say where to go on @return whether the client can have it */
    public boolean send(long id, String json) {
        return write("id: " + id + "\ndata: " + json + "\n\n");
    }

    /** @return whether the client seems to be there */
    public boolean comment() {
        return write(COMMENT);
    }

    private boolean write(String text) {
        writing.lock();
        try {
            if (closed) return false;
            open();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The reader of a stream is gone", e);
            closed = true;
            return false;
        } finally {
            if (closed) end();
            writing.unlock();
        }
    }

    /** Ends the stream; a write that is stuck ends it when it fails. */
    public void close() {
        closed = true;
        if (!writing.tryLock()) return;
        try {
            end();
        } finally {
            writing.unlock();
        }
    }

    private void open() throws IOException {
        if (begun) return;
        begun = true;
        out = opener.open();
    }

    /** A stream that was never begun is an answer too, an empty one. */
    private void end() {
        try {
            open();
            if (out != null) out.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The reader of a stream was gone before its end", e);
        }
        out = null;
    }
}
