package mesh.app.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection that makes one call after the other, with requests that were written beforehand. */
final class Caller implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 256 * 1024;

    private final Framing framing;
    private final SocketChannel channel;
    private final ByteBuffer[] requests;
    private final ByteBuffer in = ByteBuffer.allocateDirect(MAX_ANSWER_BYTES);
    private int next;
    private long begun;

    /** @param requests taken in turn, over and over */
    Caller(Endpoint endpoint, byte[]... requests) throws IOException {
        this.framing = endpoint.framing();
        this.channel = endpoint.open();
        this.requests = new ByteBuffer[requests.length];
        for (int i = 0; i < requests.length; i++)
            this.requests[i] = ByteBuffer.allocateDirect(requests[i].length)
                    .put(requests[i])
                    .flip();
    }

    SocketChannel channel() {
        return channel;
    }

    /** Sends the next request. */
    void begin() throws IOException {
        ByteBuffer request = requests[next].rewind();
        next = (next + 1) % requests.length;
        in.clear();
        begun = System.nanoTime();
        while (request.hasRemaining()) channel.write(request);
    }

    /** Reads what is there. @return the nanoseconds that the call took; 0 while its answer is not complete */
    long proceed() throws IOException {
        if (channel.read(in) < 0) throw new IOException("The server closed a connection that was in use");
        int end = framing.answerEnd(in);
        if (end == Framing.MORE) {
            if (!in.hasRemaining()) throw new IOException("An answer is longer than " + MAX_ANSWER_BYTES + " bytes");
            return 0;
        }
        long took = System.nanoTime() - begun;
        if (!framing.isOk(in, end)) throw new IOException("A call failed: " + answer());
        return took;
    }

    /** One call, on a connection that blocks. @return nanoseconds */
    long call() throws IOException {
        begin();
        for (long took; ; ) if ((took = proceed()) > 0) return took;
    }

    /** What was answered last, as it came. */
    String answer() {
        byte[] bytes = new byte[in.position()];
        in.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Calls for so long, one after the other. */
    Samples callFor(long nanos) throws IOException {
        Samples samples = new Samples();
        long start = System.nanoTime();
        do samples.add(call());
        while (System.nanoTime() - start < nanos);
        return samples.within(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
