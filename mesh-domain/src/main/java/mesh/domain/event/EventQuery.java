package mesh.domain.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import mesh.domain.InvalidInput;

/**
 * Which events to read. With a starting point: the first {@code limit} after it. Without: the newest {@code limit}.
 * Always oldest first. No patterns means every type.
 */
public record EventQuery(Set<EventPattern> types, Optional<Sequence> afterSeq, Optional<Instant> afterTime, int limit) {
    public static final int MAX_LIMIT = 200;
    public static final int DEFAULT_LIMIT = 50;

    public EventQuery {
        types = Set.copyOf(types);
        requireNonNull(afterSeq);
        requireNonNull(afterTime);
        InvalidInput.range("limit", limit, 1, MAX_LIMIT);
        if (types.size() > Subscription.MAX_PATTERNS)
            throw new InvalidInput("types", "must hold at most " + Subscription.MAX_PATTERNS + " entries");
    }

    public boolean matches(MeshEvent event) {
        return (types.isEmpty() || types.stream().anyMatch(p -> p.matches(event.type())))
                && afterSeq.map(s -> event.seq().isAfter(s)).orElse(true)
                && afterTime.map(t -> event.createdAt().isAfter(t)).orElse(true);
    }
}
