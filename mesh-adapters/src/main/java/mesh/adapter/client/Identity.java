package mesh.adapter.client;

import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;

/** A peer that this client registered, and how to register it again. */
record Identity(Registration registration, Registered registered) {
    PeerId id() {
        return registered.peer().id();
    }
}
