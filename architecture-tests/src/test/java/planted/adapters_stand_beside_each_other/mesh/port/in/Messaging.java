package planted.adapters_stand_beside_each_other.mesh.port.in;

public interface Messaging {}
