/** The era without sessions: protocol revision 2026-07-28, where each request says all that is needed to answer it. */
package mesh.adapter.mcp.era2026;
