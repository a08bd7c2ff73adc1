/** A mesh whose broker is another process: the doors of the mesh, at the end of a link. */
package mesh.adapter.client;
