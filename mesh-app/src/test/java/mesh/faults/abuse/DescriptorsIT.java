package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More connections than the process has descriptors for, and connections that come and go. */
class DescriptorsIT {
    private static final int CONNECTIONS = 200;
    private static final Duration AFTERWARDS = Duration.ofSeconds(20);

    @TempDir
    Path temporary;

    @Test
    void twoHundredConnectionsToEachDoorOfABrokerWith64DescriptorsPassByAndItServesAgain() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.startUnder(temporary, "ulimit -n 64")) {
            broker.assertServes(AFTERWARDS);
            int before = broker.descriptors();
            for (int round = 0; round < 2; round++) {
                List<Closeable> open = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    connect(open, broker.program.directory.socket());
                    connect(open, broker.httpPort());
                    connect(open, broker.webSocketPort());
                    connect(open, broker.hookSocket());
                }
                for (Closeable connection : open) connection.close();
                Program.await("both doors serve again", AFTERWARDS, () -> serves(broker));
                Program.Result local = broker.program.run("status", "--json");
                assertEquals(0, local.status(), local::toString);
                assertEquals(broker.pid(), local.json().integer("pid"), "a new broker was needed");
            }
            Program.await("descriptors are given back", AFTERWARDS, () -> broker.descriptors() <= before + 6);
            long log = broker.logBytes();
            assertTrue(log < 100_000, () -> "the log grew to " + log + " bytes");
        }
    }

    private static boolean serves(BrokerUnderAbuse broker) throws Exception {
        try {
            broker.assertServes(AFTERWARDS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void connect(List<Closeable> open, Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(channel);
        channel.configureBlocking(false); // its backlog may be full
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
        }
    }

    private static void connect(List<Closeable> open, int port) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
        } catch (IOException e) {
            socket.close();
        }
    }

    @Test
    void tenThousandConnectionsLeaveTheDescriptorsAsTheyWere() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            broker.assertServes(AFTERWARDS);
            int before = broker.descriptors();
            int threads = broker.threads();
            byte[] hello = "{\"hello\":{\"protocol\":1,\"client\":\"churn\"}}\n".getBytes();
            for (int i = 0; i < 2_500; i++) {
                try (Socket http = new Socket("127.0.0.1", broker.httpPort());
                        Socket webSocket = new Socket("127.0.0.1", broker.webSocketPort());
                        SocketChannel link =
                                SocketChannel.open(UnixDomainSocketAddress.of(broker.program.directory.socket()));
                        SocketChannel hook = SocketChannel.open(UnixDomainSocketAddress.of(broker.hookSocket()))) {
                    if (i % 2 == 0) continue;
                    http.getOutputStream().write("GET /health HTTP/1.1\r\n".getBytes());
                    webSocket.getOutputStream().write(22);
                    link.write(ByteBuffer.wrap(hello));
                    hook.write(ByteBuffer.wrap(new byte[] {1, 0}));
                }
            }
            Program.await("both doors serve again", AFTERWARDS, () -> serves(broker));
            Program.await("descriptors are given back", AFTERWARDS, () -> broker.descriptors() <= before + 6);
            int more = broker.threads() - threads; // some of them idle for half a minute yet
            assertTrue(more < 300, () -> "threads: " + more + " more");
        }
    }

    /** More of each kind than the server takes at once: none of them may count once it is gone. */
    @Test
    void clientsThatLeaveBeforeTheirAnswerAreForgotten() throws Exception {
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            broker.assertServes(AFTERWARDS);
            String health = "GET /health HTTP/1.1\r\nHost: 127.0.0.1:" + broker.httpPort() + "\r\n";
            String wait = RawHttp.head(broker, "POST", "/messages") + RawHttp.json("{\"peerId\":\"cli\",\"waitMs\":1}");
            for (String request : new String[] {health, health + "\r\n", wait})
                for (int i = 0; i < 600; i++)
                    try (RawHttp http = new RawHttp(broker.httpPort())) {
                        http.send(request);
                    }
            Program.await("both doors serve", AFTERWARDS, () -> serves(broker));
        }
    }
}
