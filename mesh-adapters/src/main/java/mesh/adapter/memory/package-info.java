/** The store for tests and for embedding: everything in memory, nothing survives the process. */
package mesh.adapter.memory;
