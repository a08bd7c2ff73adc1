package mesh.adapter.link;

import java.io.IOException;

/** The client's end of one connection that carries text frames. {@link #send} and {@link #close} are for any thread. */
public interface FrameStream extends AutoCloseable {
    /**
     * Sends one frame; waits while the other side does not read.
     *
     * @param frame JSON in UTF-8 that ends in its only line feed, which a carrier with frames of its own leaves off
     * @throws IOException when the frame was not sent as a whole, so that the other side cannot have acted on it
     */
    void send(byte[] frame) throws IOException;

    /** The next frame; for one thread at a time. @return {@code null} when the other side has closed */
    byte[] receive() throws IOException;

    /** Ends both directions and whoever waits in {@link #receive}. */
    @Override
    void close();
}
