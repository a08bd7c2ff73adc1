/** Coding-agent hosts: which files of theirs carry the mesh, and what is in them. */
package mesh.adapter.host;
