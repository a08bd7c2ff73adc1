package mesh.adapter.host.hook;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mesh.port.out.MemoryBridge;

/**
 * What the long-term memory knows about the work of sessions that start. It takes seconds to ask, which no hook call may:
 * a thread of its own asks, and the first call that finds the answer there takes it. Safe for use by many threads.
 */
public final class Recollections implements AutoCloseable {
    /** How long a session that starts waits for what could be told at once. */
    static final Duration AT_START = Duration.ofMillis(150);

    private static final Duration NOW = Duration.ZERO;

    /** Sessions whose answer nobody took yet; the oldest is forgotten first. */
    private static final int MAX_SESSIONS = 100;

    private static final int MAX_WAITING = 16;
    private static final long IDLE_SECONDS = 10;

    private final Optional<MemoryBridge> memory;
    private final Map<String, CompletableFuture<List<String>>> answers = new LinkedHashMap<>();
    private final ThreadPoolExecutor asking = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Recollections::daemon,
            (task, full) -> ((Asked) task).answer.complete(List.of()));

    /** @param memory stays the caller's to close */
    public Recollections(MemoryBridge memory) {
        this(Optional.of(memory));
    }

    private Recollections(Optional<MemoryBridge> memory) {
        this.memory = memory.filter(MemoryBridge::available);
        asking.allowCoreThreadTimeOut(true);
    }

    /** For where no memory is asked. */
    public static Recollections none() {
        return new Recollections(Optional.empty());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "mesh-recall");
        thread.setDaemon(true);
        return thread;
    }

    private static final class Asked implements Runnable {
        private final MemoryBridge memory;
        private final String query;
        private final CompletableFuture<List<String>> answer = new CompletableFuture<>();

        Asked(MemoryBridge memory, String query) {
            this.memory = memory;
            this.query = query;
        }

        @Override
        public void run() {
            try {
                answer.complete(memory.recall(query));
            } finally {
                answer.complete(List.of()); // where it failed; the pool's thread says why
            }
        }
    }

    /** Has the memory asked for a session, in place of what it was asked for it before. Returns at once. */
    void ask(String sessionKey, String query) {
        if (memory.isEmpty() || query.isBlank()) return;
        Asked asked = new Asked(memory.get(), query);
        synchronized (answers) {
            answers.remove(sessionKey);
            answers.put(sessionKey, asked.answer);
            if (answers.size() > MAX_SESSIONS)
                answers.remove(answers.keySet().iterator().next());
        }
        asking.execute(asked);
    }

    /** What came for a session, if it is there. It is told once. */
    List<String> take(String sessionKey) {
        return take(sessionKey, NOW);
    }

    /** The same for who can wait for a moment. */
    List<String> take(String sessionKey, Duration patience) {
        CompletableFuture<List<String>> answer;
        synchronized (answers) {
            answer = answers.get(sessionKey);
        }
        if (answer == null) return List.of();
        try {
            List<String> lines = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            synchronized (answers) {
                return answers.remove(sessionKey, answer) ? lines : List.of();
            }
        } catch (TimeoutException | ExecutionException later) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
