/** The link over a UNIX domain socket, as lines of JSON. */
package mesh.adapter.uds;
