package mesh.adapter.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where requests are served: virtual threads where they are good at it, else a bounded pool. */
final class RequestThreads {
    /** Before this release (JEP 491) a virtual thread that reads a slow request would hold on to its carrier. */
    private static final int FIRST_GOOD_RELEASE = 24;

    private static final long IDLE_SECONDS = 30;

    private RequestThreads() {}

    static ExecutorService open() {
        return areVirtual() ? virtual() : pool();
    }

    static boolean areVirtual() {
        return Runtime.version().feature() >= FIRST_GOOD_RELEASE;
    }

    /** The class files are those of JDK 17, which has no such method: hence the look-up. */
    private static ExecutorService virtual() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("This JDK has no virtual threads after all", e);
        }
    }

    /**
     * Two threads for each connection that can be open: one that serves its request and one that ends its wait. So a
     * client that sends slowly holds up nobody but itself.
     */
    private static ExecutorService pool() {
        return new ThreadPoolExecutor(
                0,
                2 * ServerProperties.maxConnections(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "mesh-http");
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
