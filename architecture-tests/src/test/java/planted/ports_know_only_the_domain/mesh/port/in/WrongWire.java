package planted.ports_know_only_the_domain.mesh.port.in;

import planted.ports_know_only_the_domain.mesh.adapter.wire.Json;

/** A port speaks of records, not of JSON. */
interface WrongWire {
    Json json();
}
