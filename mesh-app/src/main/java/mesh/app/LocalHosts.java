package mesh.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.cli.HostControl;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.LocalPaths;
import mesh.adapter.host.Host;
import mesh.adapter.host.Hosts;
import mesh.adapter.host.Place;
import mesh.adapter.host.Program;
import mesh.adapter.host.file.FileChange;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.HostFiles;
import mesh.adapter.host.file.Originals;
import mesh.adapter.host.guard.CommitGuard;
import mesh.adapter.host.guard.GitRepository;
import mesh.adapter.host.hook.HookDialect;
import mesh.adapter.host.hook.HostSession;
import mesh.adapter.host.hook.HostSessions;
import mesh.adapter.host.hook.MeshDoor;
import mesh.domain.InvalidInput;
import mesh.domain.lock.HeldLock;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;

/** The coding-agent hosts of this machine, for the commands of this process. */
final class LocalHosts implements HostControl {
    private final Map<String, String> environment;
    private final LocalControl broker;

    LocalHosts(Map<String, String> environment, LocalControl broker) {
        this.environment = environment;
        this.broker = broker;
    }

    private DataDirectory directory() {
        return broker.directory();
    }

    // --- Installation ---

    @Override
    public List<String> names() {
        return Hosts.ALL.stream().map(host -> host.type().wireName()).toList();
    }

    @Override
    public Plan plan(Wish wish) {
        Host host = host(wish.host());
        Place place = place(wish);
        HostFiles files = files();
        List<FileChange> changes =
                wish.install() ? files.planInstall(host.files(place)) : files.planUninstall(host.files(place));
        String secret = place.hooks().map(Place.HookAddress::token).orElse("");
        List<String> notes = wish.install() ? host.afterInstall(place) : List.of();
        return new FilePlan(host.title(), files, changes, secret, notes);
    }

    private Host host(String name) {
        return Hosts.named(name)
                .orElseThrow(() -> new InvalidInput(
                        "host", "must be one of " + String.join(", ", names()) + "; it is \"" + name + "\""));
    }

    private HostFiles files() {
        return Failures.unchecked(
                () -> new HostFiles(new Originals(directory().prepare().folder().resolve("installed"))));
    }

    private Place place(Wish wish) {
        return new Place(
                wish.forUser() ? Place.Scope.USER : Place.Scope.PROJECT,
                Path.of(environment.getOrDefault("HOME", System.getProperty("user.home"))),
                wish.project(),
                environment,
                System.getProperty("os.name"),
                program(wish.forUser()),
                wish.install() && wish.http() ? Optional.of(hookAddress()) : Optional.empty());
    }

    /**
     * What belongs to one person names the launcher's place, which needs no PATH; what a project shares names the command,
     * where that is the same.
     */
    private Program program(boolean forUser) {
        List<String> launcher = BrokerStarter.launcher();
        String own = environment.getOrDefault(BrokerConfig.DATA_DIR, "");
        Map<String, String> passedOn = own.isBlank() ? Map.of() : Map.of(BrokerConfig.DATA_DIR, own);
        boolean shared = !forUser && launcher.size() == 1 && isOnPath(Path.of(launcher.get(0)));
        return new Program(shared ? List.of("slm-mesh") : launcher, passedOn);
    }

    private boolean isOnPath(Path launcher) {
        for (String folder : environment.getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(folder, "slm-mesh");
            if (!Files.isExecutable(candidate)) continue;
            return Failures.unchecked(() -> Files.isSameFile(candidate, launcher));
        }
        return false;
    }

    /** Of the broker, which is started for that where none runs. */
    private Place.HookAddress hookAddress() {
        broker.start();
        return Failures.unchecked(() -> {
            String port = directory()
                    .read(directory().port())
                    .orElseThrow(() -> new MeshUnavailable(
                            MeshUnavailable.Reason.NOT_REACHABLE, "The broker has no port; see slm-mesh doctor"));
            return new Place.HookAddress("http://127.0.0.1:" + port, HookToken.readOrMake(directory()));
        });
    }

    /** Changes to files, as the command line sees them. */
    private static final class FilePlan implements Plan {
        private final String title;
        private final HostFiles files;
        private final List<FileChange> planned;
        private final List<Change> shown = new ArrayList<>();
        private final List<String> notes;

        /** @param secret not to be shown; empty where there is none */
        FilePlan(String title, HostFiles files, List<FileChange> planned, String secret, List<String> notes) {
            this.title = title;
            this.files = files;
            this.planned = planned;
            this.notes = notes;
            for (FileChange change : planned)
                shown.add(new Change(
                        change.path(),
                        change.file().purpose(),
                        kind(change),
                        withoutSecret(change.difference(), secret),
                        change.problem()));
        }

        private static List<String> withoutSecret(List<String> lines, String secret) {
            if (secret.isEmpty()) return lines;
            return lines.stream().map(line -> line.replace(secret, "(token)")).toList();
        }

        private static Kind kind(FileChange change) {
            if (change.problem().isPresent()) return Kind.LEFT_ALONE;
            if (!change.changesSomething()) return Kind.UNCHANGED;
            if (change.before().isEmpty()) return Kind.CREATED;
            return change.after().isEmpty() ? Kind.REMOVED : Kind.CHANGED;
        }

        @Override
        public String title() {
            return title;
        }

        @Override
        public List<Change> changes() {
            return shown;
        }

        @Override
        public List<String> notes() {
            return notes;
        }

        @Override
        public void apply(Change change) throws IOException {
            files.apply(planned.get(shown.indexOf(change)));
        }
    }

    // --- Hooks ---

    @Override
    public int runHook(String host, HookMode mode) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        InputStream in = System.in; // a bare FileInputStream cannot read a counted piece of a pipe (JDK 17)
        HookProcess process = new HookProcess(host, environment, out, err);
        if (mode == HookMode.CALL) return process.call(in);
        Optional<HookDialect> dialect = Hosts.named(host).flatMap(Host::hooks);
        if (dialect.isEmpty()) return process.remark("there are no hooks of a host called \"" + host + "\"");
        HookWait wait = new HookWait(process, dialect.get(), HookFallback.sessions(directory()), broker, environment);
        return mode == HookMode.WAKE ? wait.wake(in) : wait.monitor();
    }

    @Override
    public List<Trial> tryHooks(Path project) {
        String session = "doctor-" + Long.toHexString(System.nanoTime());
        List<Place> places = new ArrayList<>();
        for (boolean forUser : new boolean[] {true, false})
            places.add(place(new Wish("", false, forUser, false, project)));
        List<Trial> trials = new HookTrials(project, session).fire(places);
        Failures.unchecked(() -> {
            leave(session, project);
            return null;
        });
        return trials;
    }

    /** Takes the sessions that were only tried out of the mesh again. */
    private void leave(String session, Path project) throws IOException {
        HostSessions sessions = new HostSessions(HookFallback.sessions(directory()));
        try (RemoteMesh remote = new RemoteMesh(broker.connector(), ClientSettings.of("slm-mesh doctor"))) {
            for (Host host : Hosts.ALL) {
                HostSession tried = new HostSession(host.type(), session, project.toString(), Optional.empty());
                Optional<MeshDoor.Access> peer = sessions.forget(tried);
                if (peer.isEmpty()) continue;
                remote.actAs(peer.get().peer(), peer.get().token());
                remote.mesh().peers().unregister(peer.get().peer());
            }
        }
    }

    // --- Guard ---

    @Override
    public Plan planGuard(boolean install, Path place) {
        return Failures.unchecked(() -> {
            GitRepository repository = new GitRepository(place);
            if (repository.top().isEmpty())
                throw new InvalidInput("directory", "must be in a git repository; " + place + " is in none");
            HostFile hook = CommitGuard.hook(repository, program(true));
            HostFiles files = files();
            List<FileChange> changes = install ? files.planInstall(List.of(hook)) : files.planUninstall(List.of(hook));
            return new FilePlan("git", files, changes, "", List.of());
        });
    }

    @Override
    public List<Held> heldByOthers(Path place, List<String> named) throws IOException {
        GitRepository repository = new GitRepository(place);
        Path top = repository
                .top()
                .orElseThrow(
                        () -> new InvalidInput("directory", "must be in a git repository; " + place + " is in none"));
        List<String> files = named.isEmpty() ? repository.staged() : named;
        if (files.isEmpty()) return List.of();
        try (var connection = broker.connectIfRunning()
                .orElseThrow(() -> new MeshUnavailable(
                        MeshUnavailable.Reason.NOT_REACHABLE,
                        "no broker runs for " + directory().folder() + ", so nobody holds a file"))) {
            Mesh mesh = connection.mesh();
            LocalPaths paths = new LocalPaths(broker.machine());
            List<Held> held = new ArrayList<>();
            for (CommitGuard.Conflict each : CommitGuard.conflicts(top, files, mesh.locks(), paths, ownPeers(mesh)))
                held.add(held(each.file(), each.held()));
            return held;
        }
    }

    private static Held held(String file, HeldLock lock) {
        Duration remaining = lock.remaining();
        return new Held(file, lock.holderShown(), remaining, lock.lock().reason());
    }

    /** The session that this process belongs to, by its hooks or by its MCP server; the person, where there is none. */
    private Set<PeerId> ownPeers(Mesh mesh) throws IOException {
        Set<Long> ancestors = HostProcess.ancestors();
        Set<PeerId> own = new HashSet<>(new HostSessions(HookFallback.sessions(directory())).peersIn(ancestors));
        for (LivePeer live : mesh.peers().list(PeerQuery.EVERYONE)) {
            if (!live.peer().host().equals(broker.machine())) continue;
            long pid = live.peer().pid();
            boolean serverBesideUs = ProcessHandle.of(pid)
                    .filter(LocalHosts::isMcpServer)
                    .map(HostProcess::above)
                    .filter(ancestors::contains)
                    .isPresent();
            if (ancestors.contains(pid) || serverBesideUs) own.add(live.peer().id());
        }
        if (own.isEmpty()) own.add(PeerId.CLI);
        return own;
    }

    /** Started as {@code slm-mesh mcp}, or by agents' configurations of old as {@code slm-mesh} alone. */
    private static boolean isMcpServer(ProcessHandle process) {
        String[] words = process.info().arguments().orElse(new String[0]);
        String main = Main.class.getName();
        int last = words.length - 1;
        return last >= 0
                && (words[last].equals(main) || words[last].equals("mcp") && last > 0 && words[last - 1].equals(main));
    }
}
