package mesh.adapter.sqlite;

import java.nio.file.Path;
import java.util.List;
import mesh.port.out.StoreException;

/**
 * Brings a database to the newest schema, one version after the other, each in one transaction. A step that was
 * released is never edited: what changes is a further step.
 */
final class Migrations {
    private static final List<List<String>> STEPS = List.of(
            // 1: the first schema
            List.of(
                    """
                    CREATE TABLE mesh (
                      one INTEGER PRIMARY KEY CHECK (one = 1),
                      sequence INTEGER NOT NULL DEFAULT 0,
                      token INTEGER NOT NULL DEFAULT 0,
                      latest INTEGER NOT NULL DEFAULT 0,
                      messages INTEGER NOT NULL DEFAULT 0,
                      undelivered INTEGER NOT NULL DEFAULT 0,
                      events INTEGER NOT NULL DEFAULT 0,
                      roster INTEGER NOT NULL DEFAULT 0)""",
                    "INSERT INTO mesh (one) VALUES (1)",
                    """
                    CREATE TABLE peer (
                      number INTEGER PRIMARY KEY,
                      id BLOB NOT NULL UNIQUE,
                      name TEXT NOT NULL,
                      pid INTEGER NOT NULL,
                      process_pid INTEGER,
                      process_mark TEXT,
                      host TEXT NOT NULL,
                      project_path TEXT NOT NULL,
                      git_root TEXT,
                      git_branch TEXT,
                      repository TEXT,
                      agent_type TEXT NOT NULL,
                      summary TEXT NOT NULL,
                      uds_path TEXT,
                      session_key TEXT,
                      authenticated INTEGER NOT NULL,
                      started_at INTEGER NOT NULL,
                      last_heartbeat INTEGER NOT NULL,
                      left_at INTEGER)""",
                    "CREATE INDEX peer_living ON peer (id) WHERE left_at IS NULL",
                    "CREATE INDEX peer_left ON peer (left_at) WHERE left_at IS NOT NULL",
                    "CREATE INDEX peer_session ON peer (session_key) WHERE session_key IS NOT NULL",
                    """
                    CREATE TABLE message (
                      seq INTEGER PRIMARY KEY,
                      id BLOB NOT NULL UNIQUE,
                      from_peer BLOB NOT NULL,
                      to_peer BLOB NOT NULL,
                      type TEXT NOT NULL,
                      reply_to BLOB,
                      idempotency_key TEXT,
                      box INTEGER NOT NULL,
                      created_at INTEGER NOT NULL,
                      delivered_at INTEGER NOT NULL,
                      read_at INTEGER NOT NULL,
                      expired_at INTEGER NOT NULL,
                      payload TEXT NOT NULL)""",
                    "CREATE INDEX message_unread ON message (to_peer, box, seq, from_peer) WHERE box < 4",
                    "CREATE INDEX message_received ON message (to_peer, seq, from_peer) WHERE box = 4",
                    "CREATE INDEX message_read ON message (read_at) WHERE box = 4",
                    "CREATE INDEX message_expired ON message (expired_at) WHERE box = 5",
                    "CREATE INDEX message_sent ON message (from_peer)",
                    """
                    CREATE INDEX message_key ON message (from_peer, idempotency_key)
                    WHERE idempotency_key IS NOT NULL""",
                    "CREATE TABLE inbox (peer BLOB PRIMARY KEY, unread INTEGER NOT NULL) WITHOUT ROWID",
                    """
                    CREATE TABLE event (
                      seq INTEGER PRIMARY KEY,
                      id BLOB NOT NULL,
                      type TEXT NOT NULL,
                      emitted_by BLOB NOT NULL,
                      created_at INTEGER NOT NULL,
                      horizon INTEGER NOT NULL,
                      payload TEXT NOT NULL)""",
                    "CREATE INDEX event_type ON event (type)",
                    """
                    CREATE TABLE subscription (
                      peer BLOB NOT NULL,
                      pattern TEXT NOT NULL,
                      PRIMARY KEY (peer, pattern)) WITHOUT ROWID""",
                    """
                    CREATE TABLE state (
                      number INTEGER PRIMARY KEY,
                      namespace TEXT NOT NULL,
                      key TEXT NOT NULL,
                      value TEXT NOT NULL,
                      version INTEGER NOT NULL,
                      updated_by BLOB NOT NULL,
                      updated_at INTEGER NOT NULL,
                      deleted INTEGER NOT NULL,
                      UNIQUE (namespace, key))""",
                    "CREATE INDEX state_present ON state (namespace, key) WHERE deleted = 0",
                    "CREATE INDEX state_deleted ON state (updated_at) WHERE deleted = 1",
                    """
                    CREATE TABLE lease (
                      token INTEGER PRIMARY KEY,
                      machine TEXT NOT NULL,
                      path TEXT NOT NULL,
                      directory INTEGER NOT NULL,
                      scope TEXT NOT NULL,
                      repository TEXT,
                      repo_path TEXT,
                      mode TEXT NOT NULL,
                      holder BLOB NOT NULL,
                      reason TEXT NOT NULL,
                      acquired_at INTEGER NOT NULL,
                      expires_at INTEGER NOT NULL)""",
                    "CREATE INDEX lease_path ON lease (machine, path)",
                    "CREATE INDEX lease_repo_path ON lease (repository, repo_path) WHERE repository IS NOT NULL",
                    "CREATE INDEX lease_holder ON lease (holder)",
                    "CREATE INDEX lease_expiry ON lease (expires_at)"),
            // 2: new messages enter the indices by peer many at a time
            List.of(
                    "ALTER TABLE mesh ADD COLUMN filed INTEGER NOT NULL DEFAULT 0",
                    "UPDATE mesh SET filed = sequence",
                    "DROP INDEX message_sent",
                    "CREATE INDEX message_sent ON message (from_peer) WHERE box < 10"),
            // 3: a clock that is set while no broker runs is noticed
            List.of("""
                    CREATE TABLE clock (
                      number INTEGER PRIMARY KEY,
                      boot TEXT NOT NULL,
                      nanos INTEGER NOT NULL,
                      time INTEGER NOT NULL)"""),
            // 4: which subagent of its holder took a lease
            List.of("ALTER TABLE lease ADD COLUMN subagent TEXT"));

    /** Marks the file as ours: "SLMM". */
    private static final int APPLICATION_ID = 0x534c4d4d;

    private Migrations() {}

    static int newest() {
        return STEPS.size();
    }

    /** @throws StoreException for a file that is not ours, or newer; nothing is changed then */
    static void verify(Sql sql, Path file) {
        long version = number(sql, "PRAGMA user_version");
        long application = number(sql, "PRAGMA application_id");
        boolean empty = number(sql, "SELECT count(*) FROM sqlite_master") == 0;
        if (empty ? version != 0 : application != APPLICATION_ID)
            throw new StoreException(
                    "The database " + file + " belongs to another program; it was left as it is. Name another data"
                            + " directory, or move that file away.",
                    null);
        if (version > newest())
            throw new StoreException(
                    "The database " + file + " was written by a newer slm-mesh (schema " + version
                            + ", this one knows up to " + newest() + "); it was left as it is. Run the newer slm-mesh.",
                    null);
    }

    static void run(Sql sql) {
        run(sql, newest());
    }

    /** Up to {@code version} only, as an older program would. */
    static void run(Sql sql, int version) {
        for (int next = (int) number(sql, "PRAGMA user_version") + 1; next <= version; next++) step(sql, next);
    }

    private static void step(Sql sql, int version) {
        sql.run("BEGIN IMMEDIATE");
        try {
            sql.script(STEPS.get(version - 1));
            sql.script(List.of("PRAGMA application_id = " + APPLICATION_ID, "PRAGMA user_version = " + version));
            sql.run("COMMIT");
        } catch (StoreException e) {
            sql.rollBack();
            throw e;
        }
    }

    private static long number(Sql sql, String query) {
        return sql.find(query, row -> row.getLong(1)).orElse(0L);
    }
}
