/** The guard before a git commit. */
package mesh.adapter.host.guard;
