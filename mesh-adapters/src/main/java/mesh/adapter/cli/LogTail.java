package mesh.adapter.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The end of a log: a file that grows, and that may be put away and replaced by a new one of the same name. */
final class LogTail {
    /** What is read of the end of the log to find the lines in; also what is read at once while following. */
    private static final int MAX_TAIL_BYTES = 4 * 1024 * 1024;

    private final Path file;
    private Object identity;
    private long position;
    private byte[] unfinished = new byte[0];

    LogTail(Path file) {
        this.file = file;
    }

    /** Up to {@code count} last lines. */
    List<String> last(int count) throws IOException {
        if (!Files.exists(file)) return List.of();
        identity = identity();
        long size = Files.size(file);
        position = Math.max(0, size - MAX_TAIL_BYTES);
        String text = added();
        List<String> lines = text.lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** The whole lines that were added since; from the start of a new file where the old one was put away. */
    String added() throws IOException {
        try {
            Object now = identity();
            if (!Objects.equals(now, identity) || Files.size(file) < position) {
                identity = now;
                position = 0;
                unfinished = new byte[0];
            }
            return wholeLines(read());
        } catch (NoSuchFileException e) {
            return ""; // between the old file and the new one
        }
    }

    private Object identity() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private byte[] read() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(position);
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(MAX_TAIL_BYTES, channel.size() - position));
            int read = 0;
            while (buffer.hasRemaining() && read >= 0) read = channel.read(buffer);
            position += buffer.position();
            byte[] bytes = new byte[unfinished.length + buffer.position()];
            System.arraycopy(unfinished, 0, bytes, 0, unfinished.length);
            System.arraycopy(buffer.array(), 0, bytes, unfinished.length, buffer.position());
            return bytes;
        }
    }

    /** Keeps the last line back until it is finished, so that no character is cut. */
    private String wholeLines(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') end--;
        unfinished = Arrays.copyOfRange(bytes, end, bytes.length);
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
