/** The shared key-value scratchpad with compare-and-set. */
package mesh.domain.state;
