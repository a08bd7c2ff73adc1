package mesh.adapter.client;

import mesh.port.in.Mesh;

/** Inside the broker. */
class LocalStateLocksAndEventsTest extends StateLocksAndEventsContract {
    @Override
    Mesh meshOf(TestBroker broker) {
        return broker.inside();
    }
}
