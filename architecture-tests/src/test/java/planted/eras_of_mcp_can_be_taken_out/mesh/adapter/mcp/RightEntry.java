package planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp;

import planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.era1.Session;
import planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.era2.Stateless;

record RightEntry(Session session, Stateless stateless) {}
