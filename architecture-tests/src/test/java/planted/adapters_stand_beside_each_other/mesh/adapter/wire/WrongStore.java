package planted.adapters_stand_beside_each_other.mesh.adapter.wire;

import planted.adapters_stand_beside_each_other.mesh.adapter.sqlite.Database;

/** Everyone sees {@code wire}, it sees no one. */
record WrongStore(Database database) {}
