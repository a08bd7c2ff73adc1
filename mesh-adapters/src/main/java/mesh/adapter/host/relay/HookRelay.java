package mesh.adapter.host.relay;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.host.hook.HookOutput;

/**
 * One hook call of a process to the broker. Loads next to nothing, since an agent waits for this process at every tool
 * call.
 */
public final class HookRelay implements AutoCloseable {
    /** Name of the broker's socket for hook calls, in the data directory. */
    public static final String SOCKET = "hook.sock";

    /** Variables of a hook's process that hosts use. */
    private static final String[] VARIABLES = {
        "CLAUDE_PROJECT_DIR", "CURSOR_PROJECT_DIR", "GEMINI_PROJECT_DIR", "ROOT_WORKSPACE_PATH", "PWD"
    };

    private final SocketChannel channel;
    private final Watch watch;
    private boolean confirm;

    private HookRelay(SocketChannel channel, Watch watch) {
        this.channel = channel;
        this.watch = watch;
    }

    /**
     * Connects; the connection ends after {@code limit}, whatever it is doing.
     *
     * @throws IOException where no broker listens
     */
    public static HookRelay open(Path socket, Duration limit) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Watch watch = new Watch(channel, limit.toNanos());
            watch.start();
            return new HookRelay(channel, watch);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** @throws IOException when the broker went away or took too long */
    public HookOutput ask(String host, long parent, Map<String, String> environment, byte[] input) throws IOException {
        Map<String, String> env = new LinkedHashMap<>();
        for (String name : VARIABLES) if (environment.get(name) != null) env.put(name, environment.get(name));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        RelayFrames.write(out, new RelayFrames.Call(host, parent, env, input));
        RelayFrames.Answer answer = RelayFrames.readAnswer(new DataInputStream(Channels.newInputStream(channel)));
        confirm = answer.confirm();
        return new HookOutput(answer.out(), answer.err(), answer.status());
    }

    /** Says that the host has the answer; from then on its messages count as read. */
    public void handedOver() throws IOException {
        if (confirm) Channels.newOutputStream(channel).write(RelayFrames.CONFIRMED);
    }

    @Override
    public void close() throws IOException {
        watch.over = true;
        channel.close();
    }

    /** Ends the connection when its time is up. */
    private static final class Watch extends Thread {
        private final SocketChannel channel;
        private final long end;
        private volatile boolean over;

        Watch(SocketChannel channel, long limitNanos) {
            super("hook-watch");
            this.channel = channel;
            this.end = System.nanoTime() + limitNanos;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (long left = end - System.nanoTime(); left > 0 && !over; left = end - System.nanoTime())
                LockSupport.parkNanos(left);
            try {
                channel.close();
            } catch (IOException e) {
                System.err.println("slm-mesh hook: " + e.getMessage());
            }
        }
    }
}
