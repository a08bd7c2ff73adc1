/** JSON-RPC 2.0: what comes from a client and what goes back. */
package mesh.adapter.mcp.rpc;
