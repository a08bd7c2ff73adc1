/** The SuperLocalMemory command ({@code slm}) as a memory. */
package mesh.adapter.superlocalmemory;
