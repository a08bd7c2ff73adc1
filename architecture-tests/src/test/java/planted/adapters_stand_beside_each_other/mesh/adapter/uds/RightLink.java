package planted.adapters_stand_beside_each_other.mesh.adapter.uds;

import planted.adapters_stand_beside_each_other.mesh.adapter.link.Frame;
import planted.adapters_stand_beside_each_other.mesh.adapter.wire.Json;
import planted.adapters_stand_beside_each_other.mesh.domain.peer.PeerId;
import planted.adapters_stand_beside_each_other.mesh.port.in.Messaging;

record RightLink(Frame frame, Json json, PeerId peer, Messaging messaging) {}
