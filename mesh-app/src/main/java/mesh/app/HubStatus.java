package mesh.app;

import mesh.port.in.Mesh;
import mesh.port.in.MeshStatus;
import mesh.port.in.StatusReport;

/** How the hub's broker is, told by a client of it on another machine. */
record HubStatus(MeshStatus hub) implements MeshStatus {
    @Override
    public StatusReport report() {
        return hub.report().seenAs("client");
    }

    @Override
    public boolean healthy() {
        return hub.healthy();
    }

    /** The same mesh with this status. */
    Mesh within(Mesh mesh) {
        return new Mesh(mesh.peers(), mesh.messages(), mesh.state(), mesh.locks(), mesh.events(), this);
    }
}
