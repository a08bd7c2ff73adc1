package planted.adapters_stand_beside_each_other.mesh.adapter.sqlite;

public interface Database {}
