package mesh.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Many callers at once, each with a connection and one call under way. One thread serves them, so that it costs little. */
final class Load {
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final List<Caller> callers;
    private final Samples samples = new Samples();
    private long end;
    private int underWay;

    private Load(List<Caller> callers) {
        this.callers = callers;
    }

    /** @param requests of the caller with that number */
    static Samples run(Endpoint endpoint, int callers, long nanos, IntFunction<byte[][]> requests) throws IOException {
        List<Caller> all = new ArrayList<>();
        try {
            for (int i = 0; i < callers; i++) all.add(new Caller(endpoint, requests.apply(i)));
            return new Load(all).run(nanos);
        } finally {
            for (Caller caller : all) caller.close();
        }
    }

    private Samples run(long nanos) throws IOException {
        try (Selector selector = Selector.open()) {
            long start = System.nanoTime();
            end = start + nanos;
            for (Caller caller : callers) {
                caller.channel().configureBlocking(false);
                caller.channel().register(selector, SelectionKey.OP_READ, caller);
                caller.begin();
                underWay++;
            }
            while (underWay > 0)
                if (selector.select(this::proceed, PATIENCE_MILLIS) == 0)
                    throw new IOException(underWay + " calls were not answered within " + PATIENCE_MILLIS + " ms");
            return samples.within(System.nanoTime() - start);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void proceed(SelectionKey key) {
        Caller caller = (Caller) key.attachment();
        try {
            long took = caller.proceed();
            if (took == 0) return;
            samples.add(took);
            if (System.nanoTime() - end < 0) caller.begin();
            else underWay--;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
