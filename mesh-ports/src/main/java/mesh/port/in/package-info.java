/** The doors of the mesh. Implemented by the services of the broker, and by {@code RemoteMesh} in every other process. */
package mesh.port.in;
