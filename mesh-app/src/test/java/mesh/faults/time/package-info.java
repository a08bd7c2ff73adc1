/** Clocks that are set, and processes that stand still: what becomes of leases, waits and peers, as a user sees it. */
package mesh.faults.time;
