package mesh.app;

import java.time.InstantSource;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.host.hook.HookCalls;
import mesh.adapter.host.hook.HookDesk;
import mesh.adapter.host.hook.Patience;
import mesh.adapter.host.hook.Recollections;
import mesh.port.in.Mesh;

/** The broker's answers to hook calls: decided where the mesh is. */
final class BrokerHooks {
    private BrokerHooks() {}

    /** @param brokerPid stands for a host whose process is not known, since it calls by HTTP */
    static HookDesk desk(Mesh mesh, DataDirectory directory, long brokerPid, Recollections recollections) {
        return new HookDesk(
                host -> new HookCalls(
                        HookFallback.sessions(directory),
                        InstantSource.system(),
                        session -> HookFallback.registration(session, host > 0 ? host : brokerPid),
                        (access, starting) -> mesh,
                        Patience.UNLIMITED,
                        recollections),
                HostProcess::from);
    }
}
