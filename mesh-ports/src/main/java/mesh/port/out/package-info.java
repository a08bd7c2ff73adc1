/** What the use cases need from outside: a store, paths, processes. */
package mesh.port.out;
