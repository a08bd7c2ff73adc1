package mesh.adapter.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Supplier;
import mesh.adapter.mcp.stdio.StdioServer;
import mesh.port.in.Mesh;

/** The MCP server of one coding-agent session, on standard input and output. */
public final class McpStdio {
    private McpStdio() {}

    /**
     * Serves until {@code in} ends; then leaves the mesh and returns within a second.
     *
     * @param out carries MCP and nothing else
     * @param mesh connects to the mesh when it is first asked, and gives the same mesh ever after
     * @param version of this program
     * @throws IOException when {@code in} fails
     */
    public static void run(InputStream in, OutputStream out, Supplier<Mesh> mesh, Surroundings around, String version)
            throws IOException {
        new StdioServer(out, mesh, around, version).serve(in);
    }
}
