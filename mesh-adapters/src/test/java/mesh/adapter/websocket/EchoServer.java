package mesh.adapter.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The server with nothing behind it: says every message back. Protocol suites are put against this. */
final class EchoServer {
    private EchoServer() {}

    /** Lets everybody in. @param port 0 for any free one */
    static WebSocketServer start(int port) throws IOException {
        HubIdentity identity = HubIdentity.make();
        return WebSocketServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                (request, from) -> () -> true,
                identity::serverContext,
                Echo::new);
    }

    private record Echo(WebSocketConnection connection) implements Conversation {
        @Override
        public void received(Message message, boolean more) throws WebSocketFault {
            if (!connection.offer(Frame.of(message.opcode(), message.payload())))
                throw new WebSocketFault(CloseCode.POLICY, "Too much waits to be read");
        }

        @Override
        public void expelled() {
            throw new IllegalStateException("everybody is welcome");
        }

        @Override
        public void ended() {}
    }

    /** Serves on the port that the first word names, until stdin ends. */
    public static void main(String[] words) throws IOException {
        try (WebSocketServer server = start(Integer.parseInt(words[0]))) {
            System.out.println("port " + server.address().getPort());
            while (System.in.read() >= 0) {}
        }
    }
}
