package mesh.adapter.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import mesh.adapter.wire.ErrorCode;

/** Counts calls and how long the broker worked at them. Safe for use by many threads. */
final class CallMetrics {
    /** Upper bounds of the histogram, in microseconds. */
    static final long[] BOUNDS_MICROS = {
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000
    };

    private final Map<String, Call> calls = new ConcurrentSkipListMap<>();
    private final Map<ErrorCode, LongAdder> refused = new ConcurrentSkipListMap<>();

    /** Figures of one call. */
    static final class Call {
        final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();
        /** Not cumulative; the last is for all that took longer than every bound. */
        final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];

        final LongAdder nanos = new LongAdder();

        Call() {
            for (int i = 0; i < buckets.length; i++) buckets[i] = new LongAdder();
        }
    }

    Map<String, Call> calls() {
        return calls;
    }

    Map<ErrorCode, LongAdder> refused() {
        return refused;
    }

    /** Counts a call that was answered without waiting for somebody. */
    void answered(String name, int status, long nanos) {
        Call call = count(name, status);
        long micros = nanos / 1_000;
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[bucket]) bucket++;
        call.buckets[bucket].increment();
        call.nanos.add(nanos);
    }

    /** Counts a call that waited, or never began: how long it took says nothing about the broker. */
    void answered(String name, int status) {
        count(name, status);
    }

    /** Counts a request that was refused before any call was made. */
    void refused(ErrorCode code) {
        refused.computeIfAbsent(code, key -> new LongAdder()).increment();
    }

    private Call count(String name, int status) {
        Call call = calls.get(name);
        if (call == null) call = calls.computeIfAbsent(name, key -> new Call());
        LongAdder counter = call.byStatus.get(status);
        if (counter == null) counter = call.byStatus.computeIfAbsent(status, key -> new LongAdder());
        counter.increment();
        return call;
    }
}
