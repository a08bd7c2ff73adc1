package mesh.app;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.files.DataDirectory;
import mesh.application.MeshSettings;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.lock.Lease;
import mesh.domain.peer.Liveness;

/**
 * All that can be set, read from the environment. A value that makes no sense is an {@link InvalidInput} whose field is
 * the variable.
 *
 * @param directory absolute
 * @param port of the HTTP API; 0 for any free one
 * @param host broker: what the WebSocket listener binds; client: where the broker is
 * @param idleTimeout how long the broker stays without peers; zero for ever, as is usual where it is open to others
 * @param heartbeat how often clients say that they are there
 * @param store {@code sqlite}, or what a {@link mesh.port.out.StoreProvider} opens
 * @param commandPath where the SuperLocalMemory command is looked for, as PATH spells it
 * @param log level of the broker's log
 */
record BrokerConfig(
        Path directory,
        int port,
        String host,
        int webSocketPort,
        Optional<String> sharedSecret,
        boolean discovery,
        Role role,
        Duration idleTimeout,
        Duration heartbeat,
        MeshSettings mesh,
        String store,
        Memory memory,
        String commandPath,
        System.Logger.Level log) {
    static final String DATA_DIR = "SLM_MESH_DATA_DIR";
    static final String PORT = "SLM_MESH_PORT";
    static final String HOST = "SLM_MESH_HOST";
    static final String WS_PORT = "SLM_MESH_WS_PORT";
    static final String SHARED_SECRET = "SLM_MESH_SHARED_SECRET";
    static final String DISCOVERY = "SLM_MESH_DISCOVERY";
    static final String ROLE = "SLM_MESH_ROLE";
    static final String IDLE_TIMEOUT = "SLM_MESH_IDLE_TIMEOUT";
    static final String HEARTBEAT = "SLM_MESH_HEARTBEAT_MS";
    static final String STALE = "SLM_MESH_STALE_MS";
    static final String DEAD = "SLM_MESH_DEAD_MS";
    static final String LOCK_TTL = "SLM_MESH_LOCK_TTL_MIN";
    static final String RATE_LIMIT = "SLM_MESH_RATE_LIMIT";
    static final String MESSAGE_TTL = "SLM_MESH_MESSAGE_TTL_H";
    static final String UNREAD_TTL = "SLM_MESH_UNREAD_TTL_H";
    static final String EVENT_TTL = "SLM_MESH_EVENT_TTL_H";
    static final String STORE = "SLM_MESH_STORE";
    static final String MEMORY = "SLM_MESH_MEMORY";
    static final String LOG = "SLM_MESH_LOG";
    static final String HOOK_WAIT = "SLM_MESH_HOOK_WAIT";

    /** The store that needs nothing set up. */
    static final String SQLITE = "sqlite";

    static final int DEFAULT_HOOK_WAIT_MILLIS = 250;
    static final int MIN_HOOK_WAIT_MILLIS = 50;
    static final int MAX_HOOK_WAIT_MILLIS = 30_000;
    static final int MIN_SECRET_CHARS = 16;
    static final int MAX_PORT = 65_535;
    static final int MAX_IDLE_MILLIS = 7 * 24 * 3600 * 1000;
    static final int MAX_LIVENESS_MILLIS = 24 * 3600 * 1000;
    static final int MIN_LIVENESS_MILLIS = 100;
    static final int MAX_TTL_HOURS = 10 * 365 * 24;
    static final int MAX_CALLS = 1_000_000;
    static final int MAX_WINDOW_SECONDS = 3600;

    /** Longest path of the data directory, so that its socket has an address. */
    static final int MAX_DIRECTORY_BYTES = DataDirectory.MAX_SOCKET_PATH_BYTES - "/broker.sock".length();

    /** What this process may be. */
    enum Role {
        BROKER,
        CLIENT,
        AUTO
    }

    /** Whether SuperLocalMemory is used. */
    enum Memory {
        AUTO,
        ON,
        OFF
    }

    BrokerConfig {
        requireNonNull(sharedSecret);
        requireNonNull(mesh);
    }

    /** @param environment variables; those that are absent or empty have their defaults */
    static BrokerConfig from(Map<String, String> environment) {
        Variables set = new Variables(environment);
        int heartbeat = set.number(HEARTBEAT, 15_000, MIN_LIVENESS_MILLIS, MAX_LIVENESS_MILLIS);
        return new BrokerConfig(
                directory(set),
                set.number(PORT, 7899, 0, MAX_PORT),
                host(set),
                set.number(WS_PORT, 7900, 0, MAX_PORT),
                secret(set),
                set.oneOf(DISCOVERY, "true", "true", "false").equals("true"),
                role(set),
                Duration.ofMillis(set.number(IDLE_TIMEOUT, opensLan(host(set)) ? 0 : 60_000, 0, MAX_IDLE_MILLIS)),
                Duration.ofMillis(heartbeat),
                meshSettings(set, heartbeat),
                store(set),
                memory(set),
                set.text("PATH", ""),
                level(set));
    }

    /** How long a hook lets its host wait, for a process that is nothing but a hook. */
    static Duration hookWait(Map<String, String> environment) {
        return Duration.ofMillis(new Variables(environment)
                .number(HOOK_WAIT, DEFAULT_HOOK_WAIT_MILLIS, MIN_HOOK_WAIT_MILLIS, MAX_HOOK_WAIT_MILLIS));
    }

    /** The data directory alone, for those who need no more. */
    static Path directory(Map<String, String> environment) {
        return directory(new Variables(environment));
    }

    private static Path directory(Variables set) {
        String home = set.text("HOME", System.getProperty("user.home"));
        String text = set.text(DATA_DIR, "~/.slm-mesh");
        if (text.equals("~")) text = home;
        else if (text.startsWith("~/")) text = home + text.substring(1);
        try {
            Path path = Path.of(text).normalize();
            if (!path.isAbsolute())
                throw Variables.wrong(DATA_DIR, "must be an absolute path (or begin with ~/)", text);
            int bytes = Text.utf8Bytes(path.toString());
            if (bytes > MAX_DIRECTORY_BYTES)
                throw Variables.wrong(
                        DATA_DIR,
                        "must have at most " + MAX_DIRECTORY_BYTES + " bytes, since a socket's address is short",
                        text);
            return path;
        } catch (InvalidPathException e) {
            throw Variables.wrong(DATA_DIR, "must be a path", text);
        }
    }

    private static String host(Variables set) {
        String host = set.text(HOST, "127.0.0.1");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (!Character.isLetterOrDigit(c) && "-._:%[]".indexOf(c) < 0)
                throw Variables.wrong(HOST, "must be a host name or an IP address", host);
        }
        if (host.length() > 255) throw Variables.wrong(HOST, "must have at most 255 characters", host);
        return host;
    }

    /** Whether a broker listens for other machines. */
    boolean opensLan() {
        return opensLan(host);
    }

    private static boolean opensLan(String host) {
        return !LocalAddresses.isLoopback(host);
    }

    private static Optional<String> secret(Variables set) {
        String secret = set.text(SHARED_SECRET, null);
        if (secret == null) return Optional.empty();
        if (secret.length() < MIN_SECRET_CHARS)
            throw new InvalidInput(
                    SHARED_SECRET, "must have at least " + MIN_SECRET_CHARS + " characters, it has " + secret.length());
        for (int i = 0; i < secret.length(); i++)
            if (secret.charAt(i) <= ' ' || secret.charAt(i) > '~')
                throw new InvalidInput(SHARED_SECRET, "must be printable ASCII without spaces");
        return Optional.of(secret);
    }

    private static Role role(Variables set) {
        return switch (set.oneOf(ROLE, "auto", "broker", "client", "auto")) {
            case "broker" -> Role.BROKER;
            case "client" -> Role.CLIENT;
            default -> Role.AUTO;
        };
    }

    private static Memory memory(Variables set) {
        return switch (set.oneOf(MEMORY, "auto", "auto", "on", "off")) {
            case "on" -> Memory.ON;
            case "off" -> Memory.OFF;
            default -> Memory.AUTO;
        };
    }

    static String store(Variables set) {
        String store = set.text(STORE, SQLITE);
        if (!store.equals(SQLITE) && store.indexOf(':') < 1) // it may hold a password, so it is not shown
        throw new InvalidInput(
                    STORE, "must be \"sqlite\", or begin with the scheme of a store that is here, such as memory:");
        return store;
    }

    private static System.Logger.Level level(Variables set) {
        return switch (set.oneOf(LOG, "info", "off", "error", "warning", "info", "debug", "trace")) {
            case "off" -> System.Logger.Level.OFF;
            case "error" -> System.Logger.Level.ERROR;
            case "warning" -> System.Logger.Level.WARNING;
            case "debug" -> System.Logger.Level.DEBUG;
            case "trace" -> System.Logger.Level.TRACE;
            default -> System.Logger.Level.INFO;
        };
    }

    private static MeshSettings meshSettings(Variables set, int heartbeat) {
        int stale = set.number(STALE, 30_000, MIN_LIVENESS_MILLIS, MAX_LIVENESS_MILLIS);
        int dead = set.number(DEAD, 60_000, MIN_LIVENESS_MILLIS, MAX_LIVENESS_MILLIS);
        if (stale <= heartbeat)
            throw Variables.wrong(STALE, "must be more than " + HEARTBEAT + ", which is " + heartbeat, stale);
        if (dead <= stale) throw Variables.wrong(DEAD, "must be more than " + STALE + ", which is " + stale, dead);
        int[] rate = set.rate(RATE_LIMIT, 100, 10, MAX_CALLS, MAX_WINDOW_SECONDS);
        return new MeshSettings(
                new Liveness(Duration.ofMillis(stale), Duration.ofMillis(dead)),
                Lease.ofMinutes(set.number(LOCK_TTL, 10, 1, 60)),
                rate[0],
                Duration.ofSeconds(rate[1]),
                Duration.ofHours(set.number(MESSAGE_TTL, 24, 1, MAX_TTL_HOURS)),
                Duration.ofHours(set.number(UNREAD_TTL, 168, 1, MAX_TTL_HOURS)),
                Duration.ofHours(set.number(EVENT_TTL, 48, 1, MAX_TTL_HOURS)));
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "BrokerConfig[" + directory + ", port " + port + ", role " + role + "]";
    }
}
