/** The eight tools: what an agent can ask of the mesh, whatever the era and the transport that carry it. */
package mesh.adapter.mcp.tool;
