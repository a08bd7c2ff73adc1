/**
 * What the carriers of the mesh share: JSON for its concepts, one class each, both ways; the table of error codes; the calls
 * by name; the queue before a slow reader.
 */
package mesh.adapter.wire;
