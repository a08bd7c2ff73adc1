package planted.adapters_stand_beside_each_other.mesh.adapter.http;

import planted.adapters_stand_beside_each_other.mesh.application.Service;

record WrongService(Service service) {}
