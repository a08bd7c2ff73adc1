/** The command line: commands, tables, completions. Written against the ports, so that it runs without a socket too. */
package mesh.adapter.cli;
