package planted.adapters_stand_beside_each_other.mesh.domain.peer;

public interface PeerId {}
