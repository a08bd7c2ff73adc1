package mesh.adapter.client;

import mesh.port.in.Mesh;

/** At the end of a link. */
class RemoteStateLocksAndEventsTest extends StateLocksAndEventsContract {
    @Override
    Mesh meshOf(TestBroker broker) {
        return broker.client().mesh();
    }
}
