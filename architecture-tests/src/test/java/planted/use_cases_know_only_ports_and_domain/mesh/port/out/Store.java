package planted.use_cases_know_only_ports_and_domain.mesh.port.out;

public interface Store {}
