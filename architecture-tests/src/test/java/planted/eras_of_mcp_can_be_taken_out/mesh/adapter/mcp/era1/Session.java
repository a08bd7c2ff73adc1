package planted.eras_of_mcp_can_be_taken_out.mesh.adapter.mcp.era1;

public interface Session {}
