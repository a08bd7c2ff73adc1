package planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.era2;

import planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.era1.Session;

record WrongHeir(Session session) {}
