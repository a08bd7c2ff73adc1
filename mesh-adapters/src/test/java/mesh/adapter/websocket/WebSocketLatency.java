package mesh.adapter.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.link.LinkServer;
import mesh.adapter.wire.Calls;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;
import mesh.testing.TestMesh;

/**
 * Prints how long it takes from a send on one client to the push at another, both over TLS on loopback, as a ratio to a
 * bare ping-pong of the same size over TLS in the same run. Both cross two sockets. The store is in memory.
 */
final class WebSocketLatency {
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 7;
    private static final int WARM_UPS = 3;
    private static final int FRAME_BYTES = 400;
    private static final String SECRET = "a-secret-of-enough-characters";

    private WebSocketLatency() {}

    public static void main(String[] words) throws Exception {
        HubIdentity identity = HubIdentity.make();
        ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
        try (TestMesh hub = new TestMesh();
                LinkServer links = new LinkServer(
                        new Calls(hub.mesh(), Runnable::run),
                        hub.mesh(),
                        "test",
                        hub::now,
                        System::nanoTime,
                        background);
                WebSocketServer server = WebSocketServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        () -> SECRET,
                        identity::serverContext,
                        links,
                        System::nanoTime);
                RemoteMesh sender = client(server, identity);
                RemoteMesh receiver = client(server, identity);
                PingPong pingPong = new PingPong(identity)) {
            PeerId from = join(sender.mesh());
            PeerId to = join(receiver.mesh());
            SynchronousQueue<Long> arrived = new SynchronousQueue<>();
            receiver.mesh().events().follow(to, Optional.empty(), notice -> {
                try {
                    arrived.put(System.nanoTime());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            SendMessage message = SendMessage.text(from, new Recipient.One(to.value()), "x".repeat(100));
            Callable<Long> push = () -> {
                long begin = System.nanoTime();
                sender.mesh().messages().send(message);
                return arrived.take() - begin;
            };
            double[] bare = new double[ROUNDS];
            double[] pushed = new double[ROUNDS];
            for (int round = -WARM_UPS; round < ROUNDS; round++) {
                double bareMedian = median(pingPong::exchange);
                double pushMedian = median(push);
                if (round < 0) continue;
                bare[round] = bareMedian;
                pushed[round] = pushMedian;
            }
            Arrays.sort(bare);
            Arrays.sort(pushed);
            print("bare TLS ping-pong", bare);
            print("send to push over TLS", pushed);
            System.out.printf("ratio %.2f%n", pushed[ROUNDS / 2] / bare[ROUNDS / 2]);
        } finally {
            background.shutdownNow();
        }
    }

    private static RemoteMesh client(WebSocketServer server, HubIdentity identity) {
        WebSocketClient client = WebSocketClient.pinned(identity.pin(), SECRET);
        return new RemoteMesh(() -> client.connect("127.0.0.1", server.address().getPort()), ClientSettings.of("test"));
    }

    private static PeerId join(Mesh mesh) {
        return mesh.peers().register(Registration.of(4242, "/repo")).peer().id();
    }

    private static double median(Callable<Long> exchange) throws Exception {
        long[] nanos = new long[BATCH];
        for (int i = 0; i < BATCH; i++) nanos[i] = exchange.call();
        Arrays.sort(nanos);
        return nanos[BATCH / 2];
    }

    private static void print(String what, double[] sorted) {
        System.out.printf(
                "%-22s p50 %7.1f us (%.1f to %.1f)%n",
                what, sorted[ROUNDS / 2] / 1e3, sorted[0] / 1e3, sorted[ROUNDS - 1] / 1e3);
    }

    /** Two blocking sockets that throw a frame to each other. */
    private static final class PingPong implements AutoCloseable {
        private final SSLServerSocket listener;
        private final SSLSocket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final byte[] frame = new byte[FRAME_BYTES];

        PingPong(HubIdentity identity) throws IOException {
            listener = (SSLServerSocket) identity.serverContext()
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread answering = new Thread(this::answer, "pong");
            answering.setDaemon(true);
            answering.start();
            socket = (SSLSocket) PinnedTrust.contextFor(identity.pin())
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        private void answer() {
            byte[] received = new byte[FRAME_BYTES];
            try (SSLSocket other = (SSLSocket) listener.accept()) {
                other.setTcpNoDelay(true);
                DataInputStream from = new DataInputStream(other.getInputStream());
                while (true) {
                    from.readFully(received);
                    other.getOutputStream().write(received);
                }
            } catch (IOException e) {
                if (!listener.isClosed()) throw new IllegalStateException(e);
            }
        }

        long exchange() throws IOException {
            long begin = System.nanoTime();
            out.write(frame);
            in.readFully(frame);
            return System.nanoTime() - begin;
        }

        @Override
        public void close() throws IOException {
            listener.close();
            socket.close();
        }
    }
}
