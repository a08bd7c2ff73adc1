package planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.stdio;

import planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.era1.Session;
import planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.era2.Stateless;

record RightServer(Session session, Stateless stateless) {}
