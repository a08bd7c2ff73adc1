package mesh.adapter.uds;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What both ends need. */
final class Sockets {
    private Sockets() {}

    /** Writes once. A thread that was interrupted would close the channel, which is not its own: it is spared meanwhile. */
    static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            channel.write(bytes);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Closes what there is nothing left to do with: a failure is of interest to nobody but the log. */
    static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            System.getLogger(Sockets.class.getName()).log(Level.DEBUG, "Closing failed", e);
        }
    }
}
