/** Leases on files and directories: conflicts, waiting in order, fencing tokens. */
package mesh.domain.lock;
