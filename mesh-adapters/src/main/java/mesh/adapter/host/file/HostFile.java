package mesh.adapter.host.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file that carries something of ours.
 *
 * @param path absolute
 * @param purpose for the person who reads the plan: "MCP server", "hooks"
 * @param parts what is ours in a file of others; empty where the whole file is ours
 * @param content of a file that is wholly ours
 * @param rights that it has to have
 */
public record HostFile(Path path, String purpose, List<Part> parts, Optional<String> content, Rights rights) {
    /** What a file demands of its rights; all else stays as it is. */
    public enum Rights {
        USUAL,
        /** It holds a token: only its owner may read it. */
        SECRET,
        /** It is a program. */
        EXECUTABLE
    }

    public HostFile {
        parts = List.copyOf(parts);
    }

    /** A file of others with parts of ours. */
    public static HostFile shared(Path path, String purpose, List<Part> parts) {
        return new HostFile(path, purpose, parts, Optional.empty(), Rights.USUAL);
    }

    /** A file of others with parts of ours, among them a token. */
    public static HostFile sharedSecret(Path path, String purpose, List<Part> parts) {
        return new HostFile(path, purpose, parts, Optional.empty(), Rights.SECRET);
    }

    /** A script of others with a part of ours. */
    public static HostFile script(Path path, String purpose, Part part) {
        return new HostFile(path, purpose, List.of(part), Optional.empty(), Rights.EXECUTABLE);
    }

    /** A file of our own. */
    public static HostFile own(Path path, String purpose, String content) {
        return new HostFile(path, purpose, List.of(), Optional.of(content), Rights.USUAL);
    }

    /** What the file should hold, given what it holds. */
    byte[] put(Optional<byte[]> current) throws BrokenFile {
        TextFile file = TextFile.of(current);
        String text = content.orElse(file.text());
        for (Part part : parts) text = part.putInto(text);
        return file.withText(text).bytes();
    }

    /** The file without us, as bytes; empty where nothing is left of a file that was not there before us. */
    Optional<byte[]> takeOut(byte[] current, Optional<Optional<byte[]>> original) throws BrokenFile {
        TextFile file = TextFile.of(current);
        Optional<String> before =
                original.isPresent() ? Optional.of(TextFile.of(original.get()).text()) : Optional.empty();
        String text = file.text();
        for (int i = parts.size() - 1; i >= 0; i--) text = parts.get(i).takeOutOf(text, before);
        boolean wasThere = original.isPresent() && original.get().isPresent();
        if (!wasThere && !text.equals(file.text()) && holdsNothing(text)) return Optional.empty();
        return Optional.of(
                text.equals(file.text()) ? current : file.withText(text).bytes());
    }

    private static boolean holdsNothing(String text) {
        String rest = text.strip();
        return rest.isEmpty()
                || (rest.startsWith("{")
                        && rest.endsWith("}")
                        && rest.substring(1, rest.length() - 1).isBlank());
    }
}
