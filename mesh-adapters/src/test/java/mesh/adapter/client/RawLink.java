package mesh.adapter.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import mesh.adapter.link.FrameStream;
import mesh.adapter.wire.JsonObject;

/** A client that says what the test says, frame by frame. */
public final class RawLink implements AutoCloseable {
    private final FrameStream stream;

    RawLink(FrameStream stream) {
        this.stream = stream;
    }

    public RawLink send(String frame) throws IOException {
        stream.send((frame + "\n").getBytes(UTF_8));
        return this;
    }

    /** Sends bytes as they are. */
    public RawLink sendBytes(byte[] bytes) throws IOException {
        stream.send(bytes);
        return this;
    }

    /** The next frame as it came, or {@code null} at the end. */
    public byte[] nextBytes() throws IOException {
        return stream.receive();
    }

    /** The next frame, or {@code null} at the end. */
    public JsonObject next() throws IOException {
        byte[] frame = stream.receive();
        return frame == null ? null : JsonObject.parse(frame);
    }

    /** The next frame that has {@code field}; others are passed over. */
    public JsonObject next(String field) throws IOException {
        for (JsonObject frame; (frame = next()) != null; ) if (frame.has(field)) return frame;
        throw new IOException("The link ended before a frame with " + field);
    }

    /** Says hello without naming a peer. */
    public RawLink hello() throws IOException {
        send("{\"hello\":{\"protocol\":1,\"client\":\"raw\"}}");
        next("welcome");
        return this;
    }

    public JsonObject hello(String peerId) throws IOException {
        send("{\"hello\":{\"protocol\":1,\"client\":\"raw\",\"peerId\":\"" + peerId + "\"}}");
        return next("welcome").object("welcome");
    }

    /** Makes a call. @return the body of its answer */
    public JsonObject call(String name, String body) throws IOException {
        send("{\"id\":1,\"call\":\"" + name + "\",\"body\":" + body + "}");
        return next("status").object("body");
    }

    @Override
    public void close() {
        stream.close();
    }
}
