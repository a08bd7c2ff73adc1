package planted.technology_stays_in_its_adapter.mesh.adapter.http;

import java.sql.Connection;

record WrongSql(Connection connection) {}
