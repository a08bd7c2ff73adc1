/** Whether what clients saw could have come from one mesh that does one thing after the other, faults or not. */
package mesh.faults.history;
