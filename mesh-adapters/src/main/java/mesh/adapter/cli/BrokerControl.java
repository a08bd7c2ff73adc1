package mesh.adapter.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mesh.port.in.Mesh;
import mesh.port.in.MeshUnavailable;
import mesh.port.out.MemoryBridge;

/**
 * What the command line cannot do through a {@link Mesh}: find, start, stop and tidy up the broker of one data
 * directory. The composition root implements it. Nothing happens before a method is called, and each loads only what it
 * needs: {@code slm-mesh status} pays for nothing else.
 *
 * <p>Every method may throw {@link mesh.domain.InvalidInput} for a setting that makes no sense (the field is the name of
 * the variable), {@link mesh.domain.Refusal.Forbidden} where the data directory is not this user's alone, and
 * {@link MeshUnavailable}.
 */
public interface BrokerControl {
    // --- Reach it ---

    /**
     * Reaches the broker, and starts one (detached) where none runs.
     *
     * @throws MeshUnavailable with {@code NOT_REACHABLE}; the message says what was tried and what to do
     */
    Connection connect();

    /** Reaches the broker that runs; empty where none does. Starts nothing. */
    Optional<Connection> connectIfRunning();

    /** A mesh that lives until it is closed. Closing neither stops the broker nor unregisters a peer. */
    interface Connection extends AutoCloseable {
        Mesh mesh();

        @Override
        void close();
    }

    // --- Start and stop it ---

    /**
     * Starts a broker, detached from this terminal and process group, and returns once it answers.
     *
     * @return whether this call started it; false where one ran already
     */
    boolean start();

    /** Runs the broker inside this process until it is stopped. @return the exit status */
    int runBroker();

    /**
     * Asks the broker to stop (finish what it began, checkpoint, close) and returns once its process is gone.
     *
     * @return its process id; empty where none ran
     * @throws MeshUnavailable when it did not stop in time; the message names the process
     */
    OptionalLong stop();

    /**
     * Removes what a dead broker left in the data directory (socket, pid and port file, peers' sockets), never the
     * database, the token or the log. Removes nothing while a broker holds the directory, and ends no process.
     */
    Cleaned clean();

    /**
     * What a {@link #clean} or {@link #moveDamagedAside} did.
     *
     * @param files that were removed or moved
     * @param runningBroker process that holds the directory, where nothing was done for that reason
     */
    record Cleaned(List<Path> files, OptionalLong runningBroker) {
        public Cleaned {
            files = List.copyOf(files);
        }
    }

    // --- Look after its data ---

    /**
     * Writes a consistent copy of the database to a new file (0600), whether the broker runs or not.
     *
     * @return what is wrong with the database, and so with its copy, if anything is
     * @throws mesh.port.out.StoreException where the file exists or cannot be written, or nothing can be copied
     */
    Optional<String> backup(Path file);

    /**
     * Looks the whole database over, whether the broker runs or not, and changes nothing.
     *
     * @return what is wrong with it; empty where it is sound, where there is none, and where its kind cannot be looked at
     * @throws mesh.port.out.StoreException where it cannot be opened
     */
    Optional<String> damage();

    /**
     * Moves a damaged database aside, so that the next broker begins with an empty one. Moves nothing while a broker holds
     * the directory.
     *
     * @return the files as they are called now; none where the database is sound
     */
    Cleaned moveDamagedAside();

    /**
     * Replaces the broker's bearer token, and the secret that it shares with other machines. A running broker accepts only
     * the new ones from then on, and ends the links of those who came with the old secret.
     */
    void rotateToken();

    // --- Other machines ---

    LanControl lan();

    // --- Facts, for the doctor and for children; cheap, and without a broker ---

    /** Version of this program. */
    String version();

    /** Absolute; need not exist yet. */
    Path dataDirectory();

    /** The bearer token's file; need not exist yet. */
    Path tokenFile();

    /** The broker's log; need not exist yet. */
    Path logFile();

    /** The command that starts this program again: the launcher, or {@code java} with its class path. */
    List<String> launcher();

    /** The process that holds this data directory's instance lock, whether it answers or not; 0 where its id is unknown. */
    OptionalLong holder();

    /** One of the two ways into a local broker, or the one to a hub. */
    enum Way {
        HUB,
        SOCKET,
        HTTP
    }

    /**
     * Asks the running broker for its version over just this way.
     *
     * @throws MeshUnavailable with {@code NOT_REACHABLE} and why
     */
    String askVersion(Way way);

    // --- Beside it ---

    /** The long-term memory of this machine, as far as it is wanted; the caller closes it. */
    MemoryBridge memory();

    /** This program against bare floors; starts nothing before it is asked to. */
    Benchmark benchmark();

    // --- The other face of the program ---

    /** Serves MCP on stdin and stdout until stdin ends. @return the exit status */
    int runMcp();

    /** The coding-agent hosts around this program. */
    HostControl hosts();
}
