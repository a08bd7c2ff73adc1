package mesh.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One sender and some recipients, each on a link of its own; one thread sends, then takes in frame after frame. */
final class Pushes {
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long MOST_MARKING_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_FRAME_BYTES = 16 * 1024;
    private static final byte[] SEQUENCE = "{\"seq\":".getBytes(StandardCharsets.UTF_8);

    private final Samples frames = new Samples();
    private final Samples firsts = new Samples();
    private final Samples lasts = new Samples();
    private final List<Recipient> recipients = new ArrayList<>();
    private long begun;
    private long first;
    private long last;
    private int missing;

    /** A recipient's link. */
    private static final class Recipient {
        final SocketChannel channel;
        final ByteBuffer in = ByteBuffer.allocateDirect(MAX_FRAME_BYTES);
        long newest;

        Recipient(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private Pushes() {}

    /** Each send until each frame. */
    Samples frames() {
        return frames;
    }

    /** Each send until its first frame. */
    Samples firsts() {
        return firsts;
    }

    /** Each send until its last frame. */
    Samples lasts() {
        return lasts;
    }

    /** Sends for so long, the next as soon as everybody has the one before. */
    static Pushes measure(TestedBroker broker, List<String> peers, String body, long nanos) throws IOException {
        Pushes pushes = new Pushes();
        try (Selector selector = Selector.open();
                Caller sender = new Caller(broker.link(), broker.link().request("send", body))) {
            for (String peer : peers) pushes.follow(broker, peer, selector);
            sender.channel().configureBlocking(false);
            sender.channel().register(selector, SelectionKey.OP_READ, sender);
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) pushes.send(sender, selector);
            for (Recipient recipient : pushes.recipients) acknowledge(recipient);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (Recipient recipient : pushes.recipients) recipient.channel.close();
        }
        awaitMarked(broker);
        return pushes;
    }

    /** What is measured next is not to have the marking beside it. */
    private static void awaitMarked(TestedBroker broker) throws IOException {
        long start = System.nanoTime();
        while (broker.call("status", "").object("messages").integer("undelivered") > 0
                && System.nanoTime() - start < MOST_MARKING_NANOS)
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }

    private void follow(TestedBroker broker, String peer, Selector selector) throws IOException {
        String hello = "{\"hello\":{\"protocol\":1,\"client\":\"bench\",\"peerId\":\"" + peer + "\"}}";
        SocketChannel channel = new Endpoint.Link(broker.socket(), hello).open();
        Recipient recipient = new Recipient(channel);
        recipients.add(recipient);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, recipient);
    }

    private void send(Caller sender, Selector selector) throws IOException {
        first = 0;
        missing = recipients.size() + 1; // and the answer
        begun = System.nanoTime();
        sender.begin();
        while (missing > 0)
            if (selector.select(this::proceed, PATIENCE_MILLIS) == 0)
                throw new IOException(missing + " frames did not come within " + PATIENCE_MILLIS + " ms");
        firsts.add(first);
        lasts.add(last);
    }

    private void proceed(SelectionKey key) {
        try {
            if (key.attachment() instanceof Caller sender) {
                if (sender.proceed() > 0) missing--;
            } else {
                take((Recipient) key.attachment());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(Recipient recipient) throws IOException {
        ByteBuffer in = recipient.in;
        if (recipient.channel.read(in) < 0) throw new IOException("The broker ended a recipient's link");
        long took = System.nanoTime() - begun;
        int lineStart = 0;
        for (int i = 0; i < in.position(); i++) {
            if (in.get(i) != '\n') continue;
            if (isPush(in, lineStart)) arrived(recipient, sequence(in, lineStart), took);
            lineStart = i + 1;
        }
        in.flip().position(lineStart);
        in.compact();
    }

    private void arrived(Recipient recipient, long sequence, long took) {
        recipient.newest = sequence;
        frames.add(took);
        if (first == 0) first = took;
        last = took;
        missing--;
    }

    private static boolean isPush(ByteBuffer in, int from) {
        for (int i = 0; i < SEQUENCE.length; i++) if (in.get(from + i) != SEQUENCE[i]) return false;
        return true;
    }

    private static long sequence(ByteBuffer in, int lineStart) {
        long number = 0;
        for (int i = lineStart + SEQUENCE.length; in.get(i) >= '0' && in.get(i) <= '9'; i++)
            number = number * 10 + in.get(i) - '0';
        return number;
    }

    /** Late, so that the marking of what was delivered is not measured along. */
    private static void acknowledge(Recipient recipient) throws IOException {
        ByteBuffer ack = ByteBuffer.wrap(("{\"ack\":" + recipient.newest + "}\n").getBytes(StandardCharsets.UTF_8));
        while (ack.hasRemaining()) recipient.channel.write(ack);
    }
}
