package mesh.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import mesh.adapter.cli.BrokerControl.Connection;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.files.GitLayout;
import mesh.adapter.host.hook.HostSessions;
import mesh.adapter.mcp.McpStdio;
import mesh.adapter.mcp.Project;
import mesh.adapter.mcp.Surroundings;
import mesh.adapter.process.LocalProcesses;
import mesh.domain.peer.AgentType;
import mesh.port.in.Mesh;

/** This process as the MCP server of one coding-agent session. Connects when the session first needs the mesh. */
final class McpProcess implements AutoCloseable {
    private final DataDirectory directory;
    private final Map<String, String> environment;
    private final Supplier<Connection> connect;
    private final ReentrantLock connecting = new ReentrantLock();
    private Connection connection;

    McpProcess(DataDirectory directory, Map<String, String> environment, Supplier<Connection> connect) {
        this.directory = directory;
        this.environment = environment;
        this.connect = connect;
    }

    /** Serves until {@code in} ends. */
    void run(InputStream in, OutputStream out) throws IOException {
        Surroundings around = new Surroundings(
                () -> ProcessHandle.current().pid(),
                environment,
                Path.of("").toAbsolutePath().toString(),
                () -> new LocalProcesses().ancestors(),
                McpProcess::project,
                this::reportedSession);
        HookedPeers hooked = new HookedPeers(directory).start();
        try {
            McpStdio.run(in, out, this::mesh, around, Version.text());
        } finally {
            hooked.close();
        }
    }

    /** Hooks and MCP server of one session are one peer: what the hooks called it is what it is. */
    private Optional<String> reportedSession(AgentType agent) {
        long host = HostProcess.above(ProcessHandle.current());
        return host == 0
                ? Optional.empty()
                : Failures.unchecked(() -> new HostSessions(HookFallback.sessions(directory)).keyIn(agent, host));
    }

    private Mesh mesh() {
        connecting.lock();
        try {
            if (connection == null) connection = connect.get();
            return connection.mesh();
        } finally {
            connecting.unlock();
        }
    }

    /** What git says of a directory. */
    static Project project(String directory) {
        Optional<GitLayout> git = GitLayout.around(Path.of(directory));
        return new Project(directory, git.flatMap(GitLayout::top).map(Path::toString), git.flatMap(GitLayout::branch));
    }

    @Override
    public void close() {
        connecting.lock();
        try {
            if (connection != null) connection.close();
        } finally {
            connecting.unlock();
        }
    }
}
