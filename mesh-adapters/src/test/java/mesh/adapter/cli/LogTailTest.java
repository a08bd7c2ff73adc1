package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void name() {
        log = folder.resolve("broker.log");
    }

    private void add(byte[] bytes) throws IOException {
        Files.write(log, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void add(String text) throws IOException {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lastLinesAreThoseThatAreFinished() throws IOException {
        add("one\ntwo\nthree\nunfin");
        LogTail tail = new LogTail(log);
        assertEquals(List.of("two", "three"), tail.last(2));
        add("ished\n");
        assertEquals("unfinished\n", tail.added());
        assertEquals("", tail.added());
    }

    @Test
    void fileThatIsNotThereYetIsEmpty() throws IOException {
        LogTail tail = new LogTail(log);
        assertEquals(List.of(), tail.last(10));
        assertEquals("", tail.added());
        add("first\n");
        assertEquals("first\n", tail.added());
    }

    @Test
    void newFileOfTheSameNameIsReadFromItsStart() throws IOException {
        add("old\n");
        LogTail tail = new LogTail(log);
        tail.last(10);
        Files.move(log, folder.resolve("broker.log.1"));
        assertEquals("", tail.added());
        add("new and longer than the old one\n");
        assertEquals("new and longer than the old one\n", tail.added());
    }

    @Test
    void fileThatWasCutIsReadFromItsStart() throws IOException {
        add("a long line\n");
        LogTail tail = new LogTail(log);
        tail.last(0);
        Files.writeString(log, "short\n");
        assertEquals("short\n", tail.added());
    }

    @Test
    void charactersThatArriveInPiecesAreWhole() throws IOException {
        LogTail tail = new LogTail(log);
        byte[] bytes = "gr\u00fc\u00dfe\n".getBytes(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (byte one : bytes) {
            add(new byte[] {one});
            all.append(tail.added());
        }
        assertEquals("gr\u00fc\u00dfe\n", all.toString());
    }
}
