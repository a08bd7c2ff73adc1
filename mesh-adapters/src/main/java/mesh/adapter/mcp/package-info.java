/** The Model Context Protocol: coding agents call the mesh as tools, over stdio or over HTTP. */
package mesh.adapter.mcp;
