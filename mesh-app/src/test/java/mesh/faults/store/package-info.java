/** Disks, files and rights that fail a broker, and what its users see of it. */
package mesh.faults.store;
