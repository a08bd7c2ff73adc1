package mesh.adapter.uds;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.link.FrameStream;

/** A client's connection to the broker's socket. */
public final class UdsStream implements FrameStream {
    private static final int READ_BYTES = 16 * 1024;
    /** The JDK copies what is written to a buffer that the thread then keeps: this bounds it. */
    static final int WRITE_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteBuffer received = ByteBuffer.allocateDirect(READ_BYTES).flip();
    private final LineSplitter lines = new LineSplitter();

    private UdsStream(SocketChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException when nobody listens there */
    public static UdsStream connect(Path socket) throws IOException {
        return new UdsStream(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public void send(byte[] frame) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(frame);
        sending.lock();
        try {
            while (out.position() < frame.length) {
                out.limit(Math.min(frame.length, out.position() + WRITE_BYTES));
                Sockets.write(channel, out);
            }
        } catch (IOException e) {
            close(); // half a frame may be out: nothing can follow it
            throw e;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public byte[] receive() throws IOException {
        for (; ; ) {
            byte[] line = received.hasRemaining() ? lines.next(received) : null;
            if (line != null) return line;
            received.clear();
            int count = channel.read(received);
            received.flip();
            if (count < 0) return null;
        }
    }

    @Override
    public void close() {
        Sockets.close(channel);
    }
}
