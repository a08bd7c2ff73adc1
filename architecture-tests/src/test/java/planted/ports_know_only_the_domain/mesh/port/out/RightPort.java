package planted.ports_know_only_the_domain.mesh.port.out;

import java.util.Optional;
import planted.ports_know_only_the_domain.mesh.domain.peer.PeerId;

interface RightPort extends AutoCloseable {
    Optional<PeerId> find(String name);

    @Override
    void close();
}
