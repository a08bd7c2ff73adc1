/** {@code slm-mesh bench}: the product and bare floors, measured in turn on this machine. */
package mesh.app.bench;
