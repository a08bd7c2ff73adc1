package mesh.adapter.websocket;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A TCP connection with or without TLS, and the time at which it ends whatever goes on. Closing it closes the TCP
 * connection itself: TLS would first wait for a writer that waits for a reader.
 */
final class Transport implements Closeable {
    private static final System.Logger LOG = System.getLogger(Transport.class.getName());
    /** The content type of a TLS handshake record (RFC 8446, section 5.1): no HTTP method begins with it. */
    private static final int TLS_HANDSHAKE = 22;

    private final Socket tcp;
    private final InetAddress from;
    private final ScheduledExecutorService timer;
    private volatile Socket upper;
    private volatile InputStream input;
    private volatile ScheduledFuture<?> end;

    Transport(Socket tcp, ScheduledExecutorService timer) throws IOException {
        tcp.setTcpNoDelay(true);
        this.tcp = tcp;
        this.upper = tcp;
        this.from = tcp.getInetAddress();
        this.timer = timer;
    }

    /**
     * Waits for the first byte, and for the handshake where it begins one.
     *
     * @return false where the other side speaks without TLS
     */
    boolean secure(Supplier<SSLContext> tls) throws IOException {
        int first = tcp.getInputStream().read();
        InputStream consumed = new ByteArrayInputStream(first < 0 ? new byte[0] : new byte[] {(byte) first});
        if (first != TLS_HANDSHAKE) {
            input = new SequenceInputStream(consumed, tcp.getInputStream());
            return false;
        }
        SSLSocket secured = (SSLSocket) tls.get().getSocketFactory().createSocket(tcp, consumed, true);
        secured.setEnabledProtocols(HubIdentity.TLS_VERSIONS);
        secured.startHandshake();
        upper = secured;
        input = secured.getInputStream();
        return true;
    }

    InetAddress from() {
        return from;
    }

    InputStream input() {
        return input;
    }

    OutputStream output() throws IOException {
        return upper.getOutputStream();
    }

    boolean isOpen() {
        return !tcp.isClosed();
    }

    /** Closes it then, unless that is called off or put off. */
    void closeAfter(Duration time) {
        ScheduledFuture<?> before = end;
        if (before != null) before.cancel(false);
        end = timer.schedule(this::close, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void keepOpen() {
        ScheduledFuture<?> before = end;
        if (before != null) before.cancel(false);
    }

    /** Says that nothing more will be sent. */
    void shutdownOutput() throws IOException {
        upper.shutdownOutput();
    }

    @Override
    public void close() {
        keepOpen();
        try {
            tcp.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing failed", e);
        }
    }

    @Override
    public String toString() {
        return from.getHostAddress();
    }
}
