package mesh.app;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import mesh.adapter.client.ClientSettings;
import mesh.adapter.client.RemoteMesh;
import mesh.adapter.files.DataDirectory;
import mesh.port.in.Mesh;
import mesh.port.out.MemoryBridge;

/**
 * A broker inside your program: all that {@code slm-mesh start} runs, for as long as it is open. There may be several, each
 * with a data directory of its own. It has no static state, reads no environment, adds no shutdown hook, never stops by
 * itself and never ends the process; its threads are daemons. Safe for use by many threads.
 */
public final class MeshBroker implements AutoCloseable {
    private final Broker broker;

    private MeshBroker(Broker broker) {
        this.broker = broker;
    }

    /** Starts to say how the broker of {@code directory} (absolute, and its user's alone) is to be. */
    public static Builder in(Path directory) {
        return new Builder(directory);
    }

    /**
     * The mesh of a broker in another process. Connects when it is first asked something; starts no broker.
     *
     * @param directory that broker's data directory
     * @param client says in its log who this is
     */
    public static RemoteMesh reach(Path directory, String client) {
        return new RemoteMesh(
                new LocalConnector(DataDirectory.at(directory), Optional.empty()), ClientSettings.of(client));
    }

    /** What the mesh can do. Calls made here are trusted: who may act as whom is asked at the broker's doors alone. */
    public Mesh mesh() {
        return broker.mesh();
    }

    /** The port of the HTTP API on 127.0.0.1. */
    public int port() {
        return broker.port();
    }

    /** Finishes what was begun, and gives everything back. Closing twice is no error. */
    @Override
    public void close() {
        broker.close();
    }

    /** How a broker is to be. */
    public static final class Builder {
        private final Path directory;
        private final Map<String, String> settings = new HashMap<>();
        private Brought brought = Brought.NOTHING;

        private Builder(Path directory) {
            this.directory = requireNonNull(directory);
            settings.put(BrokerConfig.PORT, "0");
            settings.put(BrokerConfig.WS_PORT, "0");
            settings.put(BrokerConfig.DISCOVERY, "false");
            settings.put(BrokerConfig.MEMORY, "off");
        }

        /**
         * Sets what the environment sets otherwise: a variable of {@code docs/configuration.md}. The ports are any free ones
         * unless they are set, and neither the network nor a long-term memory is used.
         */
        public Builder set(String variable, String value) {
            settings.put(variable, value);
            return this;
        }

        /** The wall clock; durations are measured by the machine all the same. */
        public Builder clock(InstantSource wall) {
            brought = new Brought(wall, brought.threads(), brought.memory());
            return this;
        }

        /**
         * Serves HTTP requests and ends long waits on the caller's threads. Each running request and event stream holds
         * one: with few threads, slow clients hold up the others.
         */
        public Builder executor(Executor threads) {
            brought = new Brought(brought.clock(), Optional.of(threads), brought.memory());
            return this;
        }

        /** Is told what happens, where it is available. */
        public Builder memory(MemoryBridge bridge) {
            brought = new Brought(brought.clock(), brought.threads(), Optional.of(bridge));
            return this;
        }

        /**
         * Starts the broker.
         *
         * @throws IOException where the directory has a broker already, in whatever process, or where it, a port or a
         *     socket cannot be used
         * @throws mesh.domain.InvalidInput for a setting that makes no sense; its field is the variable
         */
        public MeshBroker start() throws IOException {
            settings.put(BrokerConfig.DATA_DIR, directory.toString());
            BrokerConfig config = BrokerConfig.from(settings);
            return Broker.start(config, brought)
                    .map(MeshBroker::new)
                    .orElseThrow(() -> new IOException(directory + " has a broker already; reach that one instead"));
        }
    }
}
