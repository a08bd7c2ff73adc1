/** Hooks of coding-agent hosts: what a host says, what the mesh makes of it, and how the host is told. */
package mesh.adapter.host.hook;
