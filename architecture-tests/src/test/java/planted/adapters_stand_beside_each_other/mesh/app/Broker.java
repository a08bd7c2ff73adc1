package planted.adapters_stand_beside_each_other.mesh.app;

public interface Broker {}
