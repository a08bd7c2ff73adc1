package mesh.adapter.superlocalmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mesh.domain.peer.PeerId;
import mesh.domain.state.StateEntry;
import mesh.domain.state.StateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlmCommandTest {
    @TempDir
    Path folder;

    private SlmCommand slm(String script, Duration limit) throws IOException {
        Path file = Files.writeString(folder.resolve("slm"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new SlmCommand(Optional.of(file), limit);
    }

    private static StateEntry value(String value) {
        return new StateEntry(StateKey.of("key"), value, 1, PeerId.CLI, Instant.EPOCH, false);
    }

    @Test
    void whatIsNotInstalledIsSilent() {
        try (SlmCommand none = SlmCommand.find("/nonexistent::relative")) {
            assertFalse(none.available());
            none.state(value("x"));
            assertEquals(List.of(), none.recall("anything"));
        }
    }

    @Test
    void itIsFoundOnThePath() throws IOException {
        slm("exit 0", Duration.ofSeconds(5)).close();
        try (SlmCommand found = SlmCommand.find("/nonexistent:" + folder)) {
            assertTrue(found.available());
        }
    }

    @Test
    void hostileTextIsOneArgumentAndRunsNothing() throws Exception {
        Path out = folder.resolve("out");
        Path planted = folder.resolve("planted");
        try (SlmCommand slm = slm(
                "printf '%s|%s|%s' \"$#\" \"$1\" \"$2\" > " + out + ".tmp && mv " + out + ".tmp " + out,
                Duration.ofSeconds(5))) {
            slm.state(value("'; touch " + planted + " #$(touch " + planted + ")`touch " + planted + "`\n--force"));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!Files.exists(out) && System.nanoTime() < deadline) Thread.onSpinWait();
        }
        String told = Files.readString(out);
        assertTrue(told.startsWith("2|remember|[mesh:state] default/key = '; touch "), told);
        assertFalse(Files.exists(planted));
    }

    @Test
    void whatItRecallsIsCleanedAndBounded() throws IOException {
        try (SlmCommand slm = slm(
                "[ \"$1 $2\" = 'recall x --y' ] && printf 'first\\033[31m\\n\\n  second\\n' || echo wrong",
                Duration.ofSeconds(5))) {
            assertEquals(List.of("first", "second"), slm.recall("--x --y"));
            for (String nothing : List.of("", " \n", "---", "-- -")) assertEquals(List.of(), slm.recall(nothing));
        }
        try (SlmCommand slm = slm("yes line | head -c 3000000", Duration.ofSeconds(5))) {
            assertEquals(SlmCommand.MAX_LINES, slm.recall("x").size());
        }
    }

    @Test
    void whatTheCommandLeavesBehindDelaysNoAnswer() throws IOException {
        try (SlmCommand slm = slm("sleep 20 & echo known", Duration.ofSeconds(15))) {
            long began = System.nanoTime();
            assertEquals(List.of("known"), slm.recall("x"));
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(10));
        }
    }

    @Test
    void theLimitHoldsForWhoeverEndsItsOutputAndGoesOn() throws IOException {
        try (SlmCommand slm = slm("echo known; exec >&- 2>&-; sleep 60", Duration.ofSeconds(2))) {
            long began = System.nanoTime();
            assertEquals(List.of(), slm.recall("x"));
            assertTrue(System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(3_500));
        }
    }

    @Test
    void aCommandThatFailsOrHangsRemembersNothing() throws IOException {
        try (SlmCommand slm = slm("echo no; exit 3", Duration.ofSeconds(5))) {
            assertEquals(List.of(), slm.recall("x"));
        }
        try (SlmCommand slm = slm("sleep 60", Duration.ofMillis(200))) {
            assertEquals(List.of(), slm.recall("x"));
            for (int i = 0; i < 10 * SlmCommand.MAX_WAITING; i++) slm.state(value("x"));
        }
    }
}
