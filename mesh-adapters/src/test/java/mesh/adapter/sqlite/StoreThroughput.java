package mesh.adapter.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mesh.adapter.store.Sample;
import mesh.domain.event.EventPayload;
import mesh.domain.event.MeshEvent;
import mesh.domain.event.Sequence;
import mesh.domain.message.Message;
import mesh.domain.peer.PeerId;
import mesh.port.out.StoreTransaction;

/**
 * Measures sends (a message and its event, durable) against the bare database in the same run. Not a test: run it by
 * hand, {@code java ... mesh.adapter.sqlite.StoreThroughput [seconds per figure] [rounds]}.
 */
public final class StoreThroughput {
    private static final int CALLERS = 32;
    private static final int PEERS = 50;
    private static final String TEXT = "x".repeat(200);
    private static final String EVENT_PAYLOAD =
            "{\"messageId\":\"" + Sample.messageId(1).value() + "\",\"fromPeer\":\"" + Sample.peerId(1)
                    + "\",\"toPeer\":\"" + Sample.peerId(2) + "\",\"type\":\"text\",\"count\":1}";

    private StoreThroughput() {}

    public static void main(String[] args) throws Exception {
        long nanos = TimeUnit.MILLISECONDS.toNanos((long) (1000 * (args.length > 0 ? Double.parseDouble(args[0]) : 3)));
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path directory = Files.createTempDirectory(Path.of("."), "store-throughput");
        try (Bare bare = new Bare(directory.resolve("bare.db"));
                SqliteStore store = SqliteStore.open(directory.resolve("mesh.db"))) {
            store.write(tx -> {
                for (int n = 0; n < PEERS; n++) tx.peers().save(Sample.peer(n));
                return null;
            });
            List<double[]> figures = new ArrayList<>();
            for (int round = -1; round < rounds; round++) {
                Figure bareOne = bare.commits(1, nanos);
                Figure one = measure(1, nanos, number -> send(store, number));
                Figure bareMany = bare.commits(CALLERS, nanos);
                Figure many = measure(CALLERS, nanos, number -> send(store, number));
                double[] figure = {
                    one.medianMicros,
                    bareOne.medianMicros,
                    one.medianMicros / bareOne.medianMicros,
                    one.cpuMicros,
                    bareOne.cpuMicros,
                    many.perSecond,
                    bareMany.perSecond * CALLERS,
                    many.perSecond / bareMany.perSecond / CALLERS,
                    many.cpuMicros,
                    bareMany.cpuMicros / CALLERS,
                    many.p99Micros,
                    many.worstMicros
                };
                print(round < 0 ? "warm-up" : "round " + (round + 1), figure, store);
                if (round >= 0) figures.add(figure);
            }
            double[] median = new double[figures.get(0).length];
            for (int i = 0; i < median.length; i++) {
                int column = i;
                median[i] =
                        figures.stream().mapToDouble(f -> f[column]).sorted().toArray()[rounds / 2];
            }
            print("median", median, store);
        } finally {
            delete(directory);
        }
    }

    private static void print(String name, double[] f, SqliteStore store) {
        System.out.printf(
                "%-8s 1 caller: p50 %.0f us, bare %.0f us, ratio %.2f (cpu %.0f, %.0f us); %d callers: %.0f/s, bare"
                        + " %.0f/s, ratio %.2f (cpu %.1f, %.1f us), p99 %.0f us, worst %.0f us; log %d MB%n",
                name,
                f[0],
                f[1],
                f[2],
                f[3],
                f[4],
                CALLERS,
                f[5],
                f[6],
                f[7],
                f[8],
                f[9],
                f[10],
                f[11],
                store.size().walBytes() >> 20);
    }

    static void send(SqliteStore store, int caller) {
        int from = caller % PEERS;
        int to = (caller * 7 + 3) % PEERS;
        store.writeRepeatable(tx -> {
            PeerId sender = tx.peers().find(Sample.peerId(from)).orElseThrow().id();
            PeerId recipient =
                    tx.peers().named(Sample.peer(to).name()).orElseThrow().id();
            return append(tx, sender, recipient);
        });
    }

    private static Message append(StoreTransaction tx, PeerId from, PeerId to) {
        Sequence seq = tx.nextSequence();
        Message sample = Sample.message(seq, from, to, Sample.START);
        Message message = new Message(
                sample.id(),
                seq,
                from,
                to,
                sample.type(),
                TEXT,
                sample.replyTo(),
                sample.createdAt(),
                sample.deliveredAt(),
                sample.readAt(),
                sample.expiredAt());
        tx.messages().append(message, Optional.empty());
        MeshEvent event = Sample.event(tx.nextSequence(), "message_received", Sample.START);
        tx.events()
                .append(new MeshEvent(
                        event.seq(), event.id(), event.type(), new EventPayload(EVENT_PAYLOAD), from, Sample.START));
        return message;
    }

    record Figure(double perSecond, double medianMicros, double p99Micros, double worstMicros, double cpuMicros) {
        static Figure of(List<Long> nanos, double seconds, double cpuNanos) {
            Collections.sort(nanos);
            int size = nanos.size();
            return new Figure(
                    size / seconds,
                    nanos.get(size / 2) / 1e3,
                    nanos.get(size * 99 / 100) / 1e3,
                    nanos.get(size - 1) / 1e3,
                    cpuNanos / size / 1e3);
        }
    }

    /** What one caller does over and over. */
    interface Call {
        void run(int number) throws SQLException;
    }

    static Figure measure(int callers, long nanos, Call call) throws InterruptedException {
        List<Long> all = Collections.synchronizedList(new ArrayList<>());
        AtomicLong number = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long cpu = processCpuNanos();
        long start = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(() -> {
                List<Long> mine = new ArrayList<>();
                try {
                    for (long begun; (begun = System.nanoTime()) - start < nanos; ) {
                        call.run((int) (number.incrementAndGet() & 0xffffff));
                        mine.add(System.nanoTime() - begun);
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
                all.addAll(mine);
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) thread.join();
        return Figure.of(all, (System.nanoTime() - start) / 1e9, processCpuNanos() - cpu);
    }

    /** Tells more than the clock does on a machine that has other work. */
    private static long processCpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** The same rows in tables without any index but their integer key, inserted by one thread. */
    private static final class Bare implements AutoCloseable {
        private final Connection connection;
        private final PreparedStatement begin;
        private final PreparedStatement commit;
        private final PreparedStatement message;
        private final PreparedStatement event;
        private long seq;

        Bare(Path file) throws SQLException {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute(
                        "CREATE TABLE message (seq INTEGER PRIMARY KEY, id BLOB, from_peer BLOB, to_peer BLOB,"
                                + " type TEXT, created_at INTEGER, payload TEXT)");
                statement.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, id BLOB, type TEXT, emitted_by BLOB,"
                        + " created_at INTEGER, payload TEXT)");
            }
            begin = connection.prepareStatement("BEGIN IMMEDIATE");
            commit = connection.prepareStatement("COMMIT");
            message = connection.prepareStatement("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)");
            event = connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)");
        }

        /** Commits of that many messages and events each. */
        Figure commits(int rows, long nanos) throws InterruptedException {
            return measure(1, nanos, number -> {
                begin.execute();
                for (int i = 0; i < rows; i++) insert();
                commit.execute();
            });
        }

        private void insert() throws SQLException {
            byte[] from = Columns.peer(Sample.peerId((int) (seq % PEERS)));
            message.setLong(1, ++seq);
            message.setBytes(2, Columns.id(Sample.messageId(seq).value()));
            message.setBytes(3, from);
            message.setBytes(4, Columns.peer(Sample.peerId((int) (seq * 7 % PEERS))));
            message.setString(5, "text");
            message.setLong(6, Sample.START.toEpochMilli());
            message.setString(7, TEXT);
            message.executeUpdate();
            event.setLong(1, ++seq);
            event.setBytes(2, Columns.id(Sample.messageId(seq).value()));
            event.setString(3, "message_received");
            event.setBytes(4, from);
            event.setLong(5, Sample.START.toEpochMilli());
            event.setString(6, EVENT_PAYLOAD);
            event.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) Files.delete(file);
        }
        Files.delete(directory);
    }
}
