/** Tells the local network where a hub is, and looks for hubs there (RFC 6762, RFC 6763). What it finds is a hint. */
package mesh.adapter.mdns;
