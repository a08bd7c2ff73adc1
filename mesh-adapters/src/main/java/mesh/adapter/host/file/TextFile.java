package mesh.adapter.host.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text of a UTF-8 file, and whether it begins with a byte order mark. */
record TextFile(boolean marked, String text) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    static final TextFile EMPTY = new TextFile(false, "");

    static TextFile of(byte[] content) throws BrokenFile {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return new TextFile(marked, marked ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new BrokenFile("it is not UTF-8 text", e);
        }
    }

    static TextFile of(Optional<byte[]> content) throws BrokenFile {
        return content.isPresent() ? of(content.get()) : EMPTY;
    }

    TextFile withText(String newText) {
        return new TextFile(marked, newText);
    }

    byte[] bytes() {
        return (marked ? BYTE_ORDER_MARK + text : text).getBytes(StandardCharsets.UTF_8);
    }
}
