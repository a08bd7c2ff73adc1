package planted.use_cases_know_only_ports_and_domain.mesh.adapter.sqlite;

public final class Database {
    private Database() {}
}
