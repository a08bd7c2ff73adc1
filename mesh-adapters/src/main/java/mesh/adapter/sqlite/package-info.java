/** The store on disk: one SQLite database in WAL mode, one writer with group commit, a few readers. */
package mesh.adapter.sqlite;
