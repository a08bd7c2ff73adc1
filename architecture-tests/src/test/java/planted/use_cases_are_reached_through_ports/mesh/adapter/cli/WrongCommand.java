package planted.use_cases_are_reached_through_ports.mesh.adapter.cli;

import planted.use_cases_are_reached_through_ports.mesh.application.Service;

record WrongCommand(Service service) {}
