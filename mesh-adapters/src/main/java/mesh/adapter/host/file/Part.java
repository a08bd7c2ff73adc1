package mesh.adapter.host.file;

import java.util.Optional;

/**
 * Our part of a text that belongs to somebody else. Both ways are pure: what is not ours stays as it is, character for
 * character.
 */
public interface Part {
    /** The text with this part in it and up to date; the very same text where it is so already. */
    String putInto(String text) throws BrokenFile;

    /**
     * The text without this part; the very same text where it is not there.
     *
     * @param original the text as it was before us, where that is known: a container that was there, even empty, stays
     */
    String takeOutOf(String text, Optional<String> original) throws BrokenFile;
}
