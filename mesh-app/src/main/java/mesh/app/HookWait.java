package mesh.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HookInput;
import mesh.adapter.host.hook.HookOutput;
import mesh.adapter.host.hook.HookWake;
import mesh.adapter.host.hook.HostSession;
import mesh.adapter.host.hook.HostSessions;
import mesh.adapter.host.hook.MeshDoor;
import mesh.port.in.Mesh;

/** This process as a watch beside a session that is idle. */
final class HookWait {
    /** How soon a monitor looks again for the session above it, which may be starting or be replaced by another one. */
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private final HookProcess process;
    private final HookDialect dialect;
    private final Path sessions;
    private final LocalControl control;
    private final Map<String, String> environment;

    HookWait(
            HookProcess process,
            HookDialect dialect,
            Path sessions,
            LocalControl control,
            Map<String, String> environment) {
        this.process = process;
        this.dialect = dialect;
        this.sessions = sessions;
        this.control = control;
        this.environment = environment;
    }

    /** Waits beside the session that {@code in} tells of. @return the status that wakes it, or 0 */
    int wake(InputStream in) {
        try {
            HostSession session = dialect.read(HookInput.read(in), environment).session();
            Optional<HookWake.Woken> woken = watch().await(session, false);
            return woken.isEmpty()
                    ? 0
                    : tell(woken.get(), new HookOutput("", woken.get().text(), HookOutput.BLOCK));
        } catch (IOException | RuntimeException e) {
            return process.remark(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /**
     * Says on standard output whenever the session above this process has mail while it is idle, until the process that
     * started this one is gone.
     *
     * @return exit status
     */
    int monitor() {
        try {
            Set<Long> ancestors = HostProcess.ancestors();
            String place = Path.of("").toAbsolutePath().toString();
            Optional<ProcessHandle> parent = ProcessHandle.current().parent();
            while (parent.isPresent() && parent.get().isAlive()) {
                Optional<HostSession> session = new HostSessions(sessions).sessionIn(dialect.agent(), ancestors, place);
                Optional<HookWake.Woken> woken =
                        session.isEmpty() ? Optional.empty() : watch().await(session.get(), true);
                if (woken.isPresent())
                    tell(woken.get(), new HookOutput(woken.get().text() + "\n", "", 0));
                else Thread.sleep(LOOK_AGAIN_MILLIS);
            }
            return 0;
        } catch (IOException | RuntimeException e) {
            return process.remark(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private int tell(HookWake.Woken woken, HookOutput output) {
        int status = process.write(output);
        woken.handedOver().run();
        return status;
    }

    private HookWake watch() {
        return new HookWake(
                sessions,
                InstantSource.system(),
                this::open,
                pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
    }

    private Mesh open(Optional<MeshDoor.Access> access, boolean starting) {
        RemoteMesh remote = control.remote(ClientSettings.of("slm-mesh hook wait"));
        access.ifPresent(as -> remote.actAs(as.peer(), as.token()));
        return remote.mesh();
    }
}
