package mesh.architecture;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The packages that the rules speak of, and which adapter may see which. A new package is one line here. */
final class Packages {
    private Packages() {}

    /** Every package of the product. Each must hold a class, since a rule about an empty package checks nothing. */
    static final Set<String> ALL = Set.of(
            "mesh.domain",
            "mesh.domain.peer",
            "mesh.domain.message",
            "mesh.domain.state",
            "mesh.domain.lock",
            "mesh.domain.event",
            "mesh.port.in",
            "mesh.port.out",
            "mesh.application",
            "mesh.adapter.files",
            "mesh.adapter.process",
            "mesh.adapter.wire",
            "mesh.adapter.http",
            "mesh.adapter.link",
            "mesh.adapter.uds",
            "mesh.adapter.udspush",
            "mesh.adapter.websocket",
            "mesh.adapter.mdns",
            "mesh.adapter.memory",
            "mesh.adapter.sqlite",
            "mesh.adapter.superlocalmemory",
            "mesh.adapter.client",
            "mesh.adapter.mcp",
            "mesh.adapter.mcp.era2025",
            "mesh.adapter.mcp.era2026",
            "mesh.adapter.mcp.http",
            "mesh.adapter.mcp.resource",
            "mesh.adapter.mcp.rpc",
            "mesh.adapter.mcp.stdio",
            "mesh.adapter.mcp.tool",
            "mesh.adapter.host",
            "mesh.adapter.host.file",
            "mesh.adapter.host.guard",
            "mesh.adapter.host.hook",
            "mesh.adapter.host.relay",
            "mesh.adapter.cli",
            "mesh.app",
            "mesh.app.bench");

    /** Those of {@link #ALL} that may still be empty. To be empty itself once the product is complete. */
    static final Set<String> STILL_EMPTY = Set.of();

    /** The one use case class that reads the machine's clocks; it turns them into the time line of all others. */
    static final String CLOCK = "mesh.application.MeshClock";

    /** The packages of MCP that know which eras of the protocol there are. */
    static final Set<String> ERAS_MEET_IN = Set.of("mesh.adapter.mcp", "mesh.adapter.mcp.stdio");

    /** What an adapter sees of other adapters, beside {@code wire}, which all of them see. */
    static final Map<String, Set<String>> ADAPTER_SEES = Map.of(
            "uds", Set.of("link"),
            "websocket", Set.of("link"),
            "client", Set.of("link"));

    /** Technologies that stay inside the adapters named after them; the benchmark holds the product against them, bare. */
    static final Map<String, Set<String>> TECHNOLOGY_STAYS_IN = Map.of(
            "java.sql", Set.of("sqlite", "bench"),
            "javax.sql", Set.of("sqlite"),
            "org.sqlite", Set.of("sqlite"),
            "javax.jmdns", Set.of("mdns"),
            "com.sun.net.httpserver", Set.of("http", "bench"));

    /**
     * What domain and ports may use of the JDK, each without its sub-packages. Not {@code java..}, which would let files,
     * sockets and SQL in.
     */
    static final List<String> LANGUAGE = List.of(
            "java.lang",
            "java.lang.annotation",
            "java.math",
            "java.time",
            "java.time.format",
            "java.time.temporal",
            "java.util",
            "java.util.function",
            "java.util.random",
            "java.util.regex",
            "java.util.stream");

    /** What ports may use besides: an answer can be waited for. */
    static final List<String> LANGUAGE_OF_PORTS = List.of("java.util.concurrent");

    /** What the use cases may use besides: to wait, and to make and compare secrets. */
    static final List<String> LANGUAGE_OF_USE_CASES = List.of(
            "java.nio.charset",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "java.security",
            "javax.crypto",
            "javax.crypto.spec");
}
