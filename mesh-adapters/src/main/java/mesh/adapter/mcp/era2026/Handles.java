package mesh.adapter.mcp.era2026;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import mesh.adapter.mcp.tool.Agent;
import mesh.adapter.mcp.tool.Workers;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;

/**
 * Agents by the handle that they were given and show with each call. A handle cannot be guessed and says everything: any
 * process that is shown it finds the same peer, after a restart too.
 */
final class Handles implements AutoCloseable {
    /** Agents think for long; after this silence the peer leaves, and comes back with its handle. */
    static final Duration MAX_IDLE = Duration.ofMinutes(15);

    static final int MAX_AGENTS = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final String PREFIX = "peer-";
    private static final int RANDOM_BYTES = 15;
    private static final int CHARS = PREFIX.length() + RANDOM_BYTES / 3 * 4;

    private final Workers workers;
    private final LongSupplier nanoTicker;
    private final Predicate<String> isListening;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Held> agents = new ConcurrentHashMap<>();

    private static final class Held {
        private final Agent agent;
        private volatile long lastSeen;

        private Held(Agent agent, long now) {
            this.agent = agent;
            this.lastSeen = now;
        }
    }

    /** @param isListening whether whoever has this handle listens to changes now, which is no silence */
    Handles(Workers workers, LongSupplier nanoTicker, Predicate<String> isListening) {
        this.workers = workers;
        this.nanoTicker = nanoTicker;
        this.isListening = isListening;
        workers.timer().scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A new handle; it stands for nobody until {@link #keep}. */
    String mint() {
        if (size() >= MAX_AGENTS)
            throw new Refusal.LimitReached("There are " + MAX_AGENTS + " peers with handles already; try again later.");
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** From now on the handle stands for this agent. */
    void keep(String handle, Agent agent) {
        agents.put(handle, new Held(agent, nanoTicker.getAsLong()));
    }

    int size() {
        return agents.size();
    }

    /**
     * The agent that was given this handle. May block for the mesh's answer.
     *
     * @param maker makes the agent, where it has to be looked for in the mesh
     * @throws InvalidInput when there is none
     */
    Agent find(String handle, Function<String, Agent> maker) {
        Held held = agents.get(handle);
        if (held == null) {
            Optional<Agent> earlier = hasForm(handle) && size() < MAX_AGENTS
                    ? Optional.of(maker.apply(handle)).filter(Agent::comeBack)
                    : Optional.empty();
            Agent agent = earlier.orElseThrow(() -> new InvalidInput(
                    "peer",
                    "must be the handle that a result gave you; without it the next call makes you a new peer"));
            held = agents.computeIfAbsent(handle, key -> new Held(agent, nanoTicker.getAsLong()));
            if (held.agent != agent) agent.suspend(); // another call was faster
        }
        held.lastSeen = nanoTicker.getAsLong();
        return held.agent;
    }

    private static boolean hasForm(String handle) {
        return handle.startsWith(PREFIX) && handle.length() == CHARS;
    }

    /** Lets those leave who are silent for too long. */
    void look() {
        long now = nanoTicker.getAsLong();
        agents.forEach((handle, held) -> {
            if (isListening.test(handle)) held.lastSeen = now;
            if (now - held.lastSeen > MAX_IDLE.toNanos() && agents.remove(handle, held))
                workers.calls().execute(() -> leave(held.agent));
        });
    }

    private static void leave(Agent agent) {
        try {
            agent.close();
        } catch (RuntimeException e) {
            log().log(System.Logger.Level.DEBUG, "A silent peer could not be told to leave", e);
        }
    }

    /** Ends all: they leave the mesh. */
    @Override
    public void close() {
        agents.values().forEach(held -> leave(held.agent));
        agents.clear();
    }

    /** Lets go of all; whoever shows a handle later finds its peer again. */
    void suspend() {
        agents.values().forEach(held -> held.agent.suspend());
        agents.clear();
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(Handles.class.getName());
    }
}
