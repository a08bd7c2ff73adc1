package mesh.adapter.link;

/**
 * The broker's end of one connection that carries text frames, whatever is below it. Who owns the connection reads it
 * and hands each frame to {@link LinkSession#received}, from one thread, and calls {@link LinkSession#ended} at its end.
 * The methods here may be called by any thread, also by one that commits for everybody: none waits for the other side.
 */
public interface FrameChannel {
    /**
     * Takes a frame and sends it at once, or as soon as the other side reads.
     *
     * @param frame JSON in UTF-8 that ends in its only line feed, which a carrier with frames of its own leaves off
     * @return false when too much waits to be sent already: the frame was not taken
     */
    boolean send(byte[] frame);

    /**
     * Takes one more frame whatever waits before it, none after it, and closes when all is sent or after a while.
     *
     * @param why for carriers that have a code of their own for it
     */
    void sendLast(byte[] frame, Bye why);

    /** Waits until little is left to send. @return false when that took longer than {@code nanos}, or it is closed */
    boolean awaitRoom(long nanos) throws InterruptedException;

    void close();
}
