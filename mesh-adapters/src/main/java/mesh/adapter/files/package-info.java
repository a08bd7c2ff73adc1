/** This machine's file system: the identity of paths, the layout of git repositories, and the broker's own directory. */
package mesh.adapter.files;
