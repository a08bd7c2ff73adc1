package mesh.adapter.client;

import mesh.port.in.Mesh;

/** Inside the broker. */
class LocalPeersAndMessagesTest extends PeersAndMessagesContract {
    @Override
    Mesh meshOf(TestBroker broker) {
        return broker.inside();
    }
}
