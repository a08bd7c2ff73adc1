package planted.domain_knows_only_the_language.mesh.port.out;

public interface Store {}
