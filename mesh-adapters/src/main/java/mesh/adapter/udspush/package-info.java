/** Push to clients of the older API: the broker connects to the socket that a peer listens on. */
package mesh.adapter.udspush;
