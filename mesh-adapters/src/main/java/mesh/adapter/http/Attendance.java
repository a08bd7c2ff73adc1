package mesh.adapter.http;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Handlers that stay while another thread answers. The server forgets a connection whose client has left when its handler
 * fails, and otherwise by a time limit only. Each holds a thread, which costs next to nothing where that is a virtual
 * one. Safe for use by many threads.
 */
final class Attendance {
    private static final int FEW = 32;

    private final Semaphore places;

    /** @param always whether there is a place for everybody */
    Attendance(boolean always) {
        places = new Semaphore(always ? Integer.MAX_VALUE : FEW);
    }

    /** Stays until the end, where there is a place to wait. @throws IOException that it ended with */
    void attend(CompletableFuture<Optional<IOException>> end) throws IOException {
        if (!end.isDone() && !waitFor(end)) return;
        Optional<IOException> failure = end.join();
        if (failure.isPresent()) throw failure.get();
    }

    private boolean waitFor(CompletableFuture<Optional<IOException>> end) {
        if (!places.tryAcquire()) return false;
        try {
            end.join();
            return true;
        } finally {
            places.release();
        }
    }
}
