/** Resources that can be watched, the prompt and its completion: what a client offers to its user. */
package mesh.adapter.mcp.resource;
