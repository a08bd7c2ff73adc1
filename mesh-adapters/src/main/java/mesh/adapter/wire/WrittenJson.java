package mesh.adapter.wire;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * Remembers the JSON of values that are asked for again and again; a value is written anew once it differs from the one
 * that is remembered. Values of the same slot displace each other, so that there is nothing to tidy up. Thread-safe.
 */
final class WrittenJson<T> implements BiConsumer<JsonWriter, T> {
    /** What is longer costs little to write, measured by its length, and much to keep. */
    private static final int MAX_KEPT_BYTES = 1_024;

    private final AtomicReferenceArray<Written<T>> slots;
    private final ToIntFunction<T> identity;
    private final BiConsumer<JsonWriter, T> form;

    private record Written<T>(T value, byte[] json) {}

    /**
     * @param kept values at most
     * @param identity is the same for what became of a value later
     * @param form writes a value
     */
    WrittenJson(int kept, ToIntFunction<T> identity, BiConsumer<JsonWriter, T> form) {
        this.slots = new AtomicReferenceArray<>(kept);
        this.identity = identity;
        this.form = form;
    }

    /** Writes {@code value} as the next value of {@code out}. */
    @Override
    public void accept(JsonWriter out, T value) {
        int slot = Math.floorMod(identity.applyAsInt(value), slots.length());
        Written<T> known = slots.get(slot);
        if (known != null && known.value.equals(value)) {
            out.raw(known.json);
            return;
        }
        JsonWriter alone = new JsonWriter();
        form.accept(alone, value);
        byte[] json = alone.bytes();
        if (json.length <= MAX_KEPT_BYTES) slots.set(slot, new Written<>(value, json));
        out.raw(json);
    }
}
