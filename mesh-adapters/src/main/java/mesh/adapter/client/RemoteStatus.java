package mesh.adapter.client;

import mesh.adapter.wire.StatusJson;
import mesh.port.in.MeshStatus;
import mesh.port.in.StatusReport;

/** How a mesh elsewhere is. */
final class RemoteStatus implements MeshStatus {
    private final Uplink uplink;

    RemoteStatus(Uplink uplink) {
        this.uplink = uplink;
    }

    @Override
    public StatusReport report() {
        return StatusJson.read(uplink.ask(Call.question("status", out -> {})));
    }

    /** A mesh that cannot be reached is not healthy. */
    @Override
    public boolean healthy() {
        try {
            return uplink.call(Call.question("health", out -> {})).bool("ok");
        } catch (RuntimeException e) {
            ClientLog.LOG.log(System.Logger.Level.DEBUG, "The broker did not say how it is", e);
            return false;
        }
    }
}
