package mesh.adapter.websocket;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Threads that mostly wait: virtual ones where the JDK has them (from 21 on, JEP 444), else daemons. */
final class Threads {
    private static final MethodHandle START_VIRTUAL = find();

    private Threads() {}

    /** Starts {@code work} on a thread of its own. @throws OutOfMemoryError where there can be no more threads */
    static Thread start(String name, Runnable work) {
        if (START_VIRTUAL == null) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
        try {
            Thread thread = (Thread) START_VIRTUAL.invokeExact(work);
            thread.setName(name);
            return thread;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("starting a thread declares no exception", e);
        }
    }

    private static MethodHandle find() {
        if (Runtime.version().feature() < 21) return null;
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java 21 and later have virtual threads", e);
        }
    }
}
