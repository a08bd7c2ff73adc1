package mesh.app.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A server on this machine, a broker's or a floor's: how to connect to it and how a call is written. */
interface Endpoint {
    Framing framing();

    /** A new connection on which calls can be made, in blocking mode. */
    SocketChannel open() throws IOException;

    /** A call as it goes over the wire. @param body JSON; empty where the call has none */
    byte[] request(String call, String body);

    /** HTTP/1.1 with kept connections. */
    record Http(int port, String token) implements Endpoint {
        @Override
        public Framing framing() {
            return Framing.HTTP;
        }

        @Override
        public SocketChannel open() throws IOException {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return channel;
        }

        @Override
        public byte[] request(String call, String body) {
            String head = (body.isEmpty() ? "GET /" : "POST /") + call + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nAuthorization: Bearer " + token + "\r\n";
            if (!body.isEmpty())
                head += "Content-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
            return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Frames over a UNIX socket. @param hello the first frame, which is answered by one line; empty where there is none */
    record Link(Path socket, String hello) implements Endpoint {
        @Override
        public Framing framing() {
            return Framing.LINE;
        }

        @Override
        public SocketChannel open() throws IOException {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            if (hello.isEmpty()) return channel;
            channel.write(ByteBuffer.wrap((hello + "\n").getBytes(StandardCharsets.UTF_8)));
            ByteBuffer one = ByteBuffer.allocate(1);
            while (channel.read(one.clear()) > 0) if (one.get(0) == '\n') return channel;
            throw new IOException("The broker ended the link at once");
        }

        @Override
        public byte[] request(String call, String body) {
            return ("{\"id\":1,\"call\":\"" + call + "\",\"body\":" + (body.isEmpty() ? "{}" : body) + "}\n")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
