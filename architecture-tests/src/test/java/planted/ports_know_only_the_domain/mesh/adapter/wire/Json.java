package planted.ports_know_only_the_domain.mesh.adapter.wire;

public final class Json {
    private Json() {}
}
