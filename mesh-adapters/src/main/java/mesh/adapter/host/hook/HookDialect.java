package mesh.adapter.host.hook;

import java.util.Map;
import mesh.domain.peer.AgentType;

/** The hooks of one host: its words for what happens, and the form in which it takes an answer. */
public interface HookDialect {
    AgentType agent();

    /**
     * What the host reports.
     *
     * @param env of the hook's process; empty where the hook came by HTTP
     * @throws mesh.domain.InvalidInput for what no version of this host would send
     */
    HookEvent read(HookInput input, Map<String, String> env);

    /** Tells the host. */
    HookOutput write(HookEvent event, HookResult result);
}
