/** Carries hook calls from short-lived processes to the broker, over a socket in the data directory. */
package mesh.adapter.host.relay;
