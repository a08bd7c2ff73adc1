package mesh.adapter.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import mesh.adapter.memory.MemoryStore;
import mesh.adapter.sqlite.SqliteStore;
import mesh.application.MeshSettings;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import mesh.port.out.MeshStore;

/**
 * Prints how long a call and a push take over the link, as a ratio to a bare ping-pong over the same kind of socket in
 * the same run. The store is in memory, so that what is seen is the link.
 */
final class LinkLatency {
    private static final int BATCH = 2_000;
    private static final int ROUNDS = 9;
    private static final int FRAME_BYTES = 300;

    private LinkLatency() {}

    public static void main(String[] args) throws Exception {
        int peers = args.length > 0 ? Integer.parseInt(args[0]) : 50;
        Path folder = Files.createTempDirectory("mesh");
        boolean durable = List.of(args).contains("durable");
        try (MeshStore store = durable ? SqliteStore.open(folder.resolve("mesh.db")) : new MemoryStore();
                TestBroker broker = new TestBroker(MeshSettings.DEFAULT.withoutRateLimit(), store);
                SingleInsert insert = new SingleInsert(folder.resolve("bare.db"));
                PingPong pingPong = new PingPong()) {
            Mesh sender = broker.client().mesh();
            PeerId from = join(sender);
            Mesh receiver = broker.client().mesh();
            PeerId to = join(receiver);
            boolean raw = List.of(args).contains("raw");
            Pushes one = new Pushes(1);
            if (raw) one.read(broker, to, 0);
            else one.follow(receiver, to, 0);
            List<PeerId> many = new ArrayList<>();
            Pushes all = new Pushes(peers);
            for (int i = 0; i < peers; i++) {
                Mesh mesh = broker.client().mesh();
                many.add(join(mesh));
                if (raw) all.read(broker, many.get(i), i);
                else all.follow(mesh, many.get(i), i);
            }
            double[][] figures = new double[7][ROUNDS];
            for (int round = -2; round < ROUNDS; round++) {
                double[] bare = percentiles(BATCH, pingPong::exchange);
                double[] commit = percentiles(BATCH / 10, () -> timed(insert));
                double[] call =
                        percentiles(BATCH, () -> timed(() -> sender.peers().heartbeat(from)));
                SendMessage message = SendMessage.text(from, new Recipient.One(to.value()), "x".repeat(100));
                double[] send = new double[BATCH];
                double[] push = new double[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    push[i] = one.measure(() -> sender.messages().send(message))[0];
                    send[i] = one.workNanos;
                }
                Arrays.sort(send);
                Arrays.sort(push);
                SendMessage toAll = SendMessage.text(from, Recipient.parse("all"), "x".repeat(100));
                double[] first = new double[BATCH / 20];
                double[] last = new double[BATCH / 20];
                for (int i = 0; i < first.length; i++) {
                    long[] seen = all.measure(() -> sender.messages().send(toAll));
                    first[i] = Arrays.stream(seen).min().getAsLong();
                    last[i] = Arrays.stream(seen).max().getAsLong();
                }
                Arrays.sort(first);
                Arrays.sort(last);
                if (round < 0) continue;
                figures[0][round] = bare[0];
                figures[1][round] = call[0];
                figures[2][round] = send[BATCH / 2];
                figures[3][round] = push[BATCH / 2];
                figures[4][round] = first[first.length / 2];
                figures[5][round] = last[last.length / 2];
                figures[6][round] = commit[0];
            }
            String[] names = {
                "bare ping-pong",
                "heartbeat",
                "send",
                "send to push received",
                "broadcast: first of " + peers,
                "broadcast: last of " + peers,
                "bare durable insert"
            };
            for (double[] figure : figures) Arrays.sort(figure);
            for (int i = 0; i < names.length; i++)
                System.out.printf(
                        "%-28s p50 %8.1f us (%.1f to %.1f)%n",
                        names[i], figures[i][ROUNDS / 2] / 1e3, figures[i][0] / 1e3, figures[i][ROUNDS - 1] / 1e3);
            double bare = figures[0][ROUNDS / 2];
            double commit = durable ? figures[6][ROUNDS / 2] : 0;
            System.out.printf(
                    "send                   %.2f of ping-pong + insert%n", figures[2][ROUNDS / 2] / (bare + commit));
            System.out.printf(
                    "send to push received  %.2f of ping-pong + insert + one way%n",
                    figures[3][ROUNDS / 2] / (bare * 1.5 + commit));
            System.out.printf(
                    "last of %d             %.2f of the first%n",
                    peers, figures[5][ROUNDS / 2] / figures[4][ROUNDS / 2]);
        }
    }

    /** One row, on disk when it returns. */
    private static final class SingleInsert implements Runnable, AutoCloseable {
        private final Connection connection;
        private final PreparedStatement insert;

        SingleInsert(Path file) throws SQLException {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement set = connection.createStatement()) {
                set.execute("PRAGMA journal_mode = WAL");
                set.execute("PRAGMA synchronous = FULL");
                set.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)");
            }
            insert = connection.prepareStatement("INSERT INTO t (text) VALUES (?)");
        }

        @Override
        public void run() {
            try {
                insert.setString(1, "x".repeat(FRAME_BYTES));
                insert.executeUpdate();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static PeerId join(Mesh mesh) {
        return mesh.peers()
                .register(Registration.of(ProcessHandle.current().pid(), "/project"))
                .peer()
                .id();
    }

    private interface Measured {
        long nanos() throws Exception;
    }

    private static long timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    private static double[] percentiles(int times, Measured work) throws Exception {
        double[] nanos = new double[times];
        for (int i = 0; i < times; i++) nanos[i] = work.nanos();
        Arrays.sort(nanos);
        return new double[] {nanos[times / 2], nanos[times * 99 / 100]};
    }

    /** When each of some followers was told. */
    private static final class Pushes {
        private final int count;
        private final AtomicLongArray told;
        private volatile CountDownLatch missing = new CountDownLatch(0);
        private long workNanos;

        Pushes(int count) {
            this.count = count;
            this.told = new AtomicLongArray(count);
        }

        void follow(Mesh mesh, PeerId peer, int index) {
            mesh.events().follow(peer, Optional.empty(), notice -> {
                told.set(index, System.nanoTime());
                missing.countDown();
            });
        }

        /** Reads frames and does nothing with them, as the bare ping-pong does. */
        void read(TestBroker broker, PeerId peer, int index) throws IOException {
            RawLink link = broker.raw();
            link.hello(peer.value());
            Thread reader = new Thread(() -> {
                try {
                    for (byte[] frame; (frame = link.nextBytes()) != null; ) {
                        if (frame[2] == 'p') {
                            link.send("{\"pong\":0}"); // the answer to a ping
                        } else {
                            told.set(index, System.nanoTime());
                            missing.countDown();
                        }
                    }
                } catch (AsynchronousCloseException e) {
                    return; // the measurement is over
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            reader.setDaemon(true);
            reader.start();
        }

        long[] measure(Runnable work) throws InterruptedException {
            missing = new CountDownLatch(count);
            long start = System.nanoTime();
            work.run();
            workNanos = System.nanoTime() - start;
            missing.await();
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) nanos[i] = told.get(i) - start;
            return nanos;
        }
    }

    /** Two threads and a socket, with nothing between them. */
    private static final class PingPong implements AutoCloseable {
        private final Path socket = Files.createTempDirectory("mesh").resolve("echo.sock");
        private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_BYTES);
        private final SocketChannel client;

        PingPong() throws IOException {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread echo = new Thread(this::echo, "echo");
            echo.setDaemon(true);
            echo.start();
            client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        }

        private void echo() {
            ByteBuffer buffer = ByteBuffer.allocateDirect(FRAME_BYTES);
            try (SocketChannel channel = listener.accept()) {
                while (channel.read(buffer.clear()) > 0) channel.write(buffer.flip());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        long exchange() throws IOException {
            long start = System.nanoTime();
            client.write(frame.clear());
            client.read(frame.clear());
            return System.nanoTime() - start;
        }

        @Override
        public void close() throws IOException {
            client.close();
            listener.close();
            Files.delete(socket);
            Files.delete(socket.getParent());
        }
    }
}
