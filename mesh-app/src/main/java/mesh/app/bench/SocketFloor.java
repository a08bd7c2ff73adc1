package mesh.app.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A UNIX socket with a thread at its other end that gives back what it gets: the ping-pong without a broker. */
final class SocketFloor implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path socket;
    private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

    SocketFloor(Path socket) throws IOException {
        this.socket = socket;
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread echo = new Thread(this::accept, "bench-echo");
        echo.setDaemon(true);
        echo.start();
    }

    private void accept() {
        try {
            while (true) echo(listener.accept());
        } catch (ClosedChannelException e) {
            return; // the measurement is over
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void echo(SocketChannel accepted) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (accepted) {
            while (accepted.read(buffer.clear()) > 0) accepted.write(buffer.flip());
        }
    }

    Endpoint endpoint() {
        return new Endpoint.Link(socket, "");
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.delete(socket);
    }
}
