package mesh.domain.peer;

import java.util.Set;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.Uuids;

/** What a peer is called: 1 to 64 visible characters, unique among the living, not an address of another kind. */
public record PeerName(String value) {
    public static final int MAX_CHARS = 64;
    private static final Set<String> RESERVED = Set.of("all", "repo", "directory", "auto");

    public PeerName {
        InvalidInput.length("name", value, 1, MAX_CHARS);
        if (!Text.shown(value, MAX_CHARS).equals(value))
            throw new InvalidInput(
                    "name", "must be plain text on one line, without control characters or outer spaces");
        boolean isAddress = RESERVED.contains(value) || value.startsWith("agent:") || Uuids.isLowerCaseUuid(value);
        if (isAddress) throw new InvalidInput("name", "must not be an address of the mesh; it is \"" + value + "\"");
    }

    @Override
    public String toString() {
        return value;
    }
}
