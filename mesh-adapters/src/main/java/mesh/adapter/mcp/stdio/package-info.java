/** MCP over standard input and output: one message a line. */
package mesh.adapter.mcp.stdio;
