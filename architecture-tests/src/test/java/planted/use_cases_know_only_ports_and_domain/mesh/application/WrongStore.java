package planted.use_cases_know_only_ports_and_domain.mesh.application;

import planted.use_cases_know_only_ports_and_domain.mesh.adapter.sqlite.Database;

record WrongStore(Database database) {}
