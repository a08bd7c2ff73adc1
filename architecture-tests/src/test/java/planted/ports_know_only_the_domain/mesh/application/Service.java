package planted.ports_know_only_the_domain.mesh.application;

public final class Service {
    private Service() {}
}
