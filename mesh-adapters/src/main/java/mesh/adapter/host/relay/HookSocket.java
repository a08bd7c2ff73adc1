package mesh.adapter.host.relay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.host.hook.HookCalls;
import mesh.adapter.host.hook.HookDesk;

/**
 * Takes hook calls on a socket that only this user can reach, since it lies in the data directory: from a process of this
 * program, or from {@code curl}, which the launcher starts where it can.
 */
public final class HookSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HookSocket.class.getName());
    private static final int BACKLOG = 64;

    /** Calls that are answered at the same time; more are turned away, so that their hosts go on. */
    private static final int MAX_THREADS = 32;

    private static final int IDLE_SECONDS = 30;
    /** How long to wait when the process has no file descriptor left for a call. */
    private static final Duration RETRY_ACCEPT = Duration.ofMillis(200);

    /** A call may carry whole files. */
    private static final int MAX_INPUT_BYTES =
            (int) Math.min(64 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 16);

    /** Longest that a call may take, its confirmation included; the process at the other end gives up long before. */
    private static final Duration MAX_CALL = Duration.ofSeconds(15);

    private final Path socket;
    private final HookDesk desk;
    private final ScheduledExecutorService timer;
    private final ServerSocketChannel listener;
    private final Confirmations confirmations;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), HookSocket::daemon);

    private HookSocket(Path socket, HookDesk desk, ScheduledExecutorService timer, ServerSocketChannel listener) {
        this.socket = socket;
        this.desk = desk;
        this.timer = timer;
        this.listener = listener;
        this.confirmations = new Confirmations(timer, MAX_CALL);
    }

    /** Starts to answer; to be called by who holds the data directory's lock: a socket that is there is a leftover. */
    public static HookSocket start(Path socket, HookDesk desk, ScheduledExecutorService timer) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            Files.setPosixFilePermissions(
                    socket, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        HookSocket running = new HookSocket(socket, desk, timer, listener);
        daemon(running::accept).start();
        return running;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "mesh-hooks");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        Level level = Level.WARNING;
        while (listener.isOpen()) {
            try {
                hand(listener.accept());
                level = Level.WARNING;
            } catch (ClosedChannelException e) {
                LOG.log(Level.DEBUG, "No more hook calls are taken", e);
                return;
            } catch (IOException e) {
                LOG.log(level, "A hook call could not be taken: " + e.getMessage());
                level = Level.DEBUG; // said once, until one is taken again
                LockSupport.parkNanos(RETRY_ACCEPT.toNanos());
            }
        }
    }

    private void hand(SocketChannel channel) {
        try {
            threads.execute(() -> serve(channel));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "A hook call was turned away: " + MAX_THREADS + " are being answered");
            close(channel);
        }
    }

    private void serve(SocketChannel channel) {
        ScheduledFuture<?> end = timer.schedule(() -> close(channel), MAX_CALL.toMillis(), TimeUnit.MILLISECONDS);
        try (channel) {
            BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            in.mark(1);
            int first = in.read();
            in.reset();
            if (first == HookPost.FIRST_BYTE) servePost(in, out);
            else serveFrames(new DataInputStream(in), new DataOutputStream(out));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A hook went away", e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "A hook call failed", e);
        } finally {
            end.cancel(false);
        }
    }

    private void serveFrames(DataInputStream in, DataOutputStream out) throws IOException {
        HookCalls.Done done = answer(RelayFrames.readCall(in, MAX_INPUT_BYTES));
        RelayFrames.write(
                out,
                new RelayFrames.Answer(
                        done.output().status(),
                        done.holdsMessages(),
                        done.output().err(),
                        done.output().out()));
        if (done.holdsMessages() && in.read() == RelayFrames.CONFIRMED)
            done.handedOver().run();
    }

    private void servePost(InputStream in, OutputStream out) throws IOException {
        try {
            HookPost.Request request = HookPost.read(in, MAX_INPUT_BYTES);
            if (request.call() == null) {
                confirmations.confirm(request.id());
                HookPost.writeConfirmed(out);
                return;
            }
            HookCalls.Done done = answer(request.call());
            String id = done.holdsMessages() ? confirmations.expect(done.handedOver()) : HookPost.NOTHING_TO_CONFIRM;
            HookPost.write(out, done.output(), id);
        } catch (HookPost.Refused e) {
            LOG.log(Level.DEBUG, "A hook call was refused", e);
            HookPost.write(out, e);
        }
    }

    private HookCalls.Done answer(RelayFrames.Call call) {
        return desk.answer(call.host(), call.env(), call.parent(), new ByteArrayInputStream(call.input()));
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing failed", e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
        Files.deleteIfExists(socket);
    }
}
