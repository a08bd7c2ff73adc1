/** What Streamable HTTP needs in every era: requests, replies that become streams, and streams that end. */
package mesh.adapter.mcp.http;
