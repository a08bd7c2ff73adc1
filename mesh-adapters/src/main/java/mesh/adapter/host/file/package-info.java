/** Puts our part into configuration files of others and takes it out again, as text edits that leave the rest alone. */
package mesh.adapter.host.file;
