package planted.adapters_stand_beside_each_other.mesh.application;

public interface Service {}
