package planted.use_cases_know_only_ports_and_domain.mesh.application;

import java.sql.Connection;

record WrongSql(Connection connection) {}
