package mesh.adapter.memory;

import java.util.ArrayDeque;
import java.util.Deque;

/** How to take back what the current write has changed so far. */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void add(Runnable step) {
        steps.push(step);
    }

    /** The changes stand. */
    void forget() {
        steps.clear();
    }

    /** Takes the changes back, the last one first. */
    void run() {
        while (!steps.isEmpty()) steps.pop().run();
    }
}
