/** This machine's processes: who still runs, and starting one that outlives its starter. */
package mesh.adapter.process;
