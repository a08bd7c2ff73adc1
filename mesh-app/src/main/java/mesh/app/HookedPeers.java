package mesh.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.host.hook.HostSessions;
import mesh.adapter.host.hook.MeshDoor;
import mesh.domain.Refusal;
import mesh.port.in.MeshUnavailable;

/**
 * Keeps the peers alive that hooks registered for the host of this process: hooks come and go, and an agent that thinks or
 * waits for its user calls none. Starts no broker.
 */
final class HookedPeers implements AutoCloseable {
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final DataDirectory directory;
    private final Thread thread = new Thread(this::run, "mesh-hooked-peers");
    private volatile boolean closed;
    private RemoteMesh remote;

    HookedPeers(DataDirectory directory) {
        this.directory = directory;
        thread.setDaemon(true);
    }

    HookedPeers start() {
        thread.start();
        return this;
    }

    private void run() {
        rest(); // hooks register after the session has begun, and what follows would hold that up
        long hostPid = HostProcess.above(ProcessHandle.current());
        while (hostPid > 0 && !closed) {
            beat(hostPid);
            rest();
        }
        if (remote != null) remote.close();
    }

    private void rest() {
        if (!closed) LockSupport.parkNanos(HEARTBEAT_NANOS);
    }

    private void beat(long hostPid) {
        try {
            for (MeshDoor.Access access : new HostSessions(HookFallback.sessions(directory)).accessesIn(hostPid))
                beat(access);
        } catch (IOException | RuntimeException e) {
            log().log(Level.DEBUG, "No heartbeat for the peers of hooks now; the next one is due soon", e);
        }
    }

    private void beat(MeshDoor.Access access) {
        if (remote == null)
            remote = new RemoteMesh(
                    new LocalConnector(directory, Optional.empty()), ClientSettings.of("slm-mesh mcp, for hooks"));
        try {
            remote.actAs(access.peer(), access.token());
            remote.mesh().peers().heartbeat(access.peer());
        } catch (Refusal.UnknownPeer | MeshUnavailable e) {
            log().log(Level.DEBUG, "The next hook call brings it back", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(HookedPeers.class.getName());
    }
}
