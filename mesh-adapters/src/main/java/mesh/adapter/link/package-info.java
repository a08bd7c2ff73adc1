/** The frame protocol that the UNIX socket and the WebSocket share: calls and push on one connection. */
package mesh.adapter.link;
