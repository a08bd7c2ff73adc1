package mesh.adapter.host;

import java.util.List;
import java.util.Optional;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.hook.HookDialect;
import mesh.domain.peer.AgentType;

/** A coding-agent host that the mesh can be installed into. */
public interface Host {
    AgentType type();

    /** The name that people know it by. */
    String title();

    /** Every file that carries something of ours there, with what it carries. The same files for every way of calling. */
    List<HostFile> files(Place place);

    /** What the person has to do or know after an installation, a sentence each. */
    List<String> afterInstall(Place place);

    /** Its hooks, where it has any that we use. */
    default Optional<HookDialect> hooks() {
        return Optional.empty();
    }

    /** Whether a command or URL at one of its hooks is ours, from whatever installation. */
    default boolean isOurHook(String target) {
        return HookEntries.isOurs(type().wireName()).test(target);
    }
}
