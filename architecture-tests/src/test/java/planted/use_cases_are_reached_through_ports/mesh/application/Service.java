package planted.use_cases_are_reached_through_ports.mesh.application;

public interface Service {}
