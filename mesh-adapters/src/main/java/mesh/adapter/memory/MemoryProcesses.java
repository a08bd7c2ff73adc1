package mesh.adapter.memory;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mesh.domain.peer.ProcessIdentity;
import mesh.port.out.ProcessProbe;

/**
 * Processes that exist because somebody says so, for programs that embed a mesh and for tests: one that is not said to
 * run cannot be looked at, so that its peer lives by its heartbeats.
 */
public final class MemoryProcesses implements ProcessProbe {
    /** What is said of processes is forgotten with this one, and its ticker is compared with no other's. */
    private static final Optional<String> THIS_PROCESS =
            Optional.of(UUID.randomUUID().toString());

    private final String host;
    private final Set<Long> running = ConcurrentHashMap.newKeySet();

    public MemoryProcesses(String host) {
        this.host = host;
    }

    public void started(long pid) {
        running.add(pid);
    }

    public void ended(long pid) {
        running.remove(pid);
    }

    @Override
    public Optional<ProcessIdentity> identify(long pid) {
        return running.contains(pid) ? Optional.of(new ProcessIdentity(pid, "memory")) : Optional.empty();
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return running.contains(process.pid());
    }

    @Override
    public Optional<String> boot() {
        return THIS_PROCESS;
    }

    @Override
    public String host() {
        return host;
    }
}
