package planted.ports_know_only_the_domain.mesh.port.in;

import planted.ports_know_only_the_domain.mesh.application.Service;

interface WrongService {
    Service service();
}
