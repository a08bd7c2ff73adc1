package planted.use_cases_are_reached_through_ports.mesh.app;

import planted.use_cases_are_reached_through_ports.mesh.application.Service;

record RightRoot(Service service) {}
