package mesh.domain.peer;

import mesh.domain.InvalidInput;
import mesh.domain.Text;

/**
 * What a helper that a peer started is called within it; shown as {@code amber-otter/reviewer}. It is no peer: it acts as
 * the one that started it, and is not addressed by itself.
 */
public record SubagentName(String value) {
    public static final int MAX_CHARS = 64;

    /** How many of a peer are shown. */
    public static final int MAX_PER_PEER = 32;

    public SubagentName {
        InvalidInput.length("subagent", value, 1, MAX_CHARS);
        if (!Text.shown(value, MAX_CHARS).equals(value) || value.indexOf('/') >= 0)
            throw new InvalidInput(
                    "subagent", "must be plain text on one line, without a slash, control characters or outer spaces");
    }

    @Override
    public String toString() {
        return value;
    }
}
