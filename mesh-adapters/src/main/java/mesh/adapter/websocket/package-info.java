/** The link across machines: a WebSocket server (RFC 6455), its client, and TLS with a pinned certificate. */
package mesh.adapter.websocket;
