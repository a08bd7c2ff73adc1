package planted.adapters_stand_beside_each_other.mesh.adapter.mcp;

import planted.adapters_stand_beside_each_other.mesh.adapter.host.Host;

/** The tool catalogue does not know which agent calls it. */
record WrongHost(Host host) {}
