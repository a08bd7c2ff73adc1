package mesh.domain.event;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import mesh.domain.InvalidInput;

/** The event patterns of one peer. Stored, so that it survives reconnect and restart. */
public record Subscription(Set<EventPattern> patterns) {
    public static final int MAX_PATTERNS = 64;
    public static final Subscription NONE = new Subscription(Set.of());

    public Subscription {
        patterns = Set.copyOf(patterns);
        if (patterns.size() > MAX_PATTERNS)
            throw new InvalidInput("types", "must hold at most " + MAX_PATTERNS + " patterns in all");
    }

    public boolean matches(EventType type) {
        for (EventPattern pattern : patterns) if (pattern.matches(type)) return true;
        return false;
    }

    public Subscription with(Collection<EventPattern> more) {
        Set<EventPattern> all = new HashSet<>(patterns);
        all.addAll(more);
        return new Subscription(all);
    }

    /** Without {@code fewer}; an empty collection takes all away. */
    public Subscription without(Collection<EventPattern> fewer) {
        if (fewer.isEmpty()) return NONE;
        Set<EventPattern> rest = new HashSet<>(patterns);
        rest.removeAll(fewer);
        return new Subscription(rest);
    }

    /** The patterns as text, in alphabetical order. */
    public Collection<String> names() {
        Set<String> names = new TreeSet<>();
        patterns.forEach(p -> names.add(p.value()));
        return names;
    }
}
