package planted.domain_knows_only_the_language.mesh.domain.lock;

import java.sql.Timestamp;

/** What {@code java..} would let in. */
record WrongSql(Timestamp at) {}
