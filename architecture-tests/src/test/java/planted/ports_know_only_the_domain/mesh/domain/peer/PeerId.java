package planted.ports_know_only_the_domain.mesh.domain.peer;

public record PeerId(String value) {}
