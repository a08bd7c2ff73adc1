package mesh.adapter.host.hook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.PeerId;

/** Which sessions run in which process, as their hooks reported it: by that an MCP server or a commit knows its session. */
public final class HostSessions {
    private final SessionFiles sessions;

    /** @param folder of the sessions' memories */
    public HostSessions(Path folder) {
        this.sessions = new SessionFiles(folder);
    }

    /** Key of the one session of this agent whose host is this process; empty where it has none, or several. */
    public Optional<String> keyIn(AgentType agent, long hostPid) throws IOException {
        List<String> keys = sessions.in(Set.of(hostPid)).stream()
                .map(SessionMemory::key)
                .filter(key -> key.startsWith(agent.wireName() + ":"))
                .distinct()
                .toList();
        return keys.size() == 1 ? Optional.of(keys.get(0)) : Optional.empty();
    }

    /** What it takes to speak for the peers of the sessions whose host is this process. */
    public List<MeshDoor.Access> accessesIn(long hostPid) throws IOException {
        List<MeshDoor.Access> found = new ArrayList<>();
        for (SessionMemory memory : sessions.in(Set.of(hostPid)))
            memory.peer().ifPresent(peer -> found.add(new MeshDoor.Access(peer, memory.token())));
        return found;
    }

    /** Peers of the sessions whose host is one of these processes. */
    public Set<PeerId> peersIn(Set<Long> hostPids) throws IOException {
        Set<PeerId> peers = new LinkedHashSet<>();
        for (SessionMemory memory : sessions.in(hostPids)) memory.peer().ifPresent(peers::add);
        return peers;
    }

    /** The youngest session of this agent whose host is one of these processes. */
    public Optional<HostSession> sessionIn(AgentType agent, Set<Long> hostPids, String directory) throws IOException {
        String prefix = agent.wireName() + ":";
        for (SessionMemory memory : sessions.in(hostPids))
            if (memory.session().startsWith(prefix))
                return Optional.of(session(agent, memory.session().substring(prefix.length()), directory));
        return Optional.empty();
    }

    private static HostSession session(AgentType agent, String id, String directory) {
        return new HostSession(agent, id, directory, Optional.empty());
    }

    /** Forgets a session. @return the peer that it still was */
    public Optional<MeshDoor.Access> forget(HostSession session) throws IOException {
        Optional<MeshDoor.Access> access = sessions.peek(session)
                .flatMap(memory -> memory.peer().map(peer -> new MeshDoor.Access(peer, memory.token())));
        sessions.forget(session);
        return access;
    }
}
