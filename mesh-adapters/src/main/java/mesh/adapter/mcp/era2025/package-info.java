/** The era of the {@code initialize} handshake: protocol revisions 2024-11-05 to 2025-11-25. */
package mesh.adapter.mcp.era2025;
