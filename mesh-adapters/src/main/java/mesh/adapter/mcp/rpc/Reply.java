package mesh.adapter.mcp.rpc;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;

/** What is to be written for a parcel, and how. */
public record Reply(String json, HandOver handOver) {
    public Reply {
        requireNonNull(json);
        requireNonNull(handOver);
    }

    /** @param writer says whether the client can have what it wrote */
    public void deliver(Predicate<String> writer) {
        handOver.run(() -> writer.test(json));
    }
}
