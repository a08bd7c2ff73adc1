package planted.technology_stays_in_its_adapter.mesh.adapter.sqlite;

import java.sql.Connection;

record RightSql(Connection connection) {}
