package mesh.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.GitLayout;
import mesh.adapter.host.Host;
import mesh.adapter.host.Hosts;
import mesh.adapter.host.hook.HookCalls;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HookEvent;
import mesh.adapter.host.hook.HookInput;
import mesh.adapter.host.hook.HostSession;
import mesh.adapter.host.hook.MeshDoor;
import mesh.adapter.host.hook.Patience;
import mesh.adapter.host.hook.Recollections;
import mesh.adapter.host.relay.HookRelay;
import mesh.domain.peer.Registration;
import mesh.port.in.Mesh;

/** What a hook process does where no broker of this machine answers it at once. */
final class HookFallback {
    private final HookProcess process;
    private final HookDialect dialect;
    private final Map<String, String> environment;
    private final LocalControl control;

    HookFallback(HookProcess process, String host, Map<String, String> environment) {
        this.process = process;
        this.dialect = Hosts.named(host)
                .flatMap(Host::hooks)
                .orElseThrow(
                        () -> new IllegalArgumentException("there are no hooks of a host called \"" + host + "\""));
        this.environment = environment;
        this.control = new LocalControl(environment);
    }

    /** Where the sessions' memories are. */
    static Path sessions(DataDirectory directory) {
        return directory.folder().resolve("sessions");
    }

    /** How a session takes part whose host runs as {@code pid}. */
    static Registration registration(HostSession session, long pid) {
        Optional<GitLayout> git = GitLayout.around(Path.of(session.directory()));
        return new Registration(
                pid,
                session.directory(),
                git.flatMap(GitLayout::top).map(Path::toString),
                git.flatMap(GitLayout::branch),
                Optional.empty(),
                Optional.empty(),
                session.agent(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    /** The broker is there and does not answer in time. */
    int tookTooLong(byte[] input, Duration limit) throws IOException {
        return silence(read(input), "no answer within " + limit.toMillis() + " ms");
    }

    /** No broker listens: one is started, which a session that begins waits for. */
    int withoutBroker(byte[] input) throws IOException {
        HookEvent event = read(input);
        control.directory().prepare();
        if (!control.startsBrokers()) return decideHere(event);
        boolean starts = event instanceof HookEvent.Started;
        Duration limit = starts ? Patience.FOR_A_START : HookProcess.patience(environment);
        if (!started(limit)) return silence(event, "it is not running yet");
        try (HookRelay relay = process.connect(limit)) {
            return process.handOn(relay, input);
        } catch (IOException e) {
            return silence(event, "it went away again: " + e.getMessage());
        }
    }

    /** Whether a broker is there in time. One that is being started goes on starting. */
    private boolean started(Duration limit) {
        FutureTask<Boolean> start = new FutureTask<>(control::start);
        Thread thread = new Thread(start, "start");
        thread.setDaemon(true);
        thread.start();
        try {
            start.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HookEvent read(byte[] input) {
        return dialect.read(HookInput.read(new ByteArrayInputStream(input)), environment);
    }

    private int silence(HookEvent event, String why) throws IOException {
        return process.write(calls(0).silence(dialect, event, why));
    }

    /** On a machine whose broker is another machine's, which takes no hook calls of this one. */
    private int decideHere(HookEvent event) throws IOException {
        long host = HostProcess.from(HookProcess.parent());
        HookCalls.Done done = calls(host).answer(dialect, event, host);
        int status = process.write(done.output());
        done.handedOver().run();
        return status;
    }

    private HookCalls calls(long host) {
        long pid = host > 0 ? host : ProcessHandle.current().pid();
        return new HookCalls(
                sessions(control.directory()),
                InstantSource.system(),
                session -> registration(session, pid),
                this::open,
                Patience.ACROSS_MACHINES,
                Recollections.none());
    }

    /** The process ends with the call, and the link with the process. */
    private Mesh open(Optional<MeshDoor.Access> access, boolean starting) {
        RemoteMesh remote = control.remote(ClientSettings.of("slm-mesh hook").withPatience(Patience.FOR_A_CALL_ACROSS));
        access.ifPresent(as -> remote.actAs(as.peer(), as.token()));
        return remote.mesh();
    }
}
