package mesh.domain.peer;

import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.Uuids;

/** Identifies a peer: a UUID (version 4, lower case), or {@code cli}, the person at the terminal. */
public record PeerId(String value) {
    /** The reserved address of the person at the terminal: always there, never registered. */
    public static final PeerId CLI = new PeerId("cli");

    public PeerId {
        InvalidInput.required("peerId", value);
        if (!isId(value))
            throw new InvalidInput(
                    "peerId",
                    "must be a peer's id (a lower-case UUID) or \"cli\"; it is \"" + Text.shown(value, 60) + "\"");
    }

    /** Whether the text has the form of an id, as opposed to a name. */
    public static boolean isId(String text) {
        return text.equals("cli") || Uuids.isLowerCaseUuid(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
