package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockQuery;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import org.junit.jupiter.api.Test;

class LockRunCommandTest extends CommandLineFixture {
    private void nothingIsLeft() {
        assertEquals(0, mesh().locks().list(LockQuery.ALL).size());
        assertEquals(0, mesh().peers().list(PeerQuery.EVERYONE).size());
    }

    @Test
    void programFindsItsFencingTokenAndItsStatusIsPassedOn() throws IOException {
        run("lock", "run", "a", "--", "sh", "-c", "echo $SLM_MESH_FENCING_TOKEN > token; exit 7")
                .with(7);
        assertEquals("1\n", Files.readString(directory.resolve("token")));
        nothingIsLeft();
    }

    @Test
    void lockIsHeldWhileTheProgramRunsByAPeerOfItsOwn() throws Exception {
        CompletableFuture<Result> running = CompletableFuture.supplyAsync(
                () -> run("lock", "run", "a", "b", "--", "sh", "-c", "until [ -e go ]; do sleep 0.02; done"));
        while (mesh().locks().list(LockQuery.ALL).size() < 2) Thread.onSpinWait();
        HeldLock held = mesh().locks().list(LockQuery.ALL).get(0);
        assertEquals("lock-run", held.holderName());
        assertTrue(run("lock", "run", "a", "--", "true").with(1).err().contains("held by lock-run"));
        Files.createFile(directory.resolve("go"));
        running.get().with(0);
        nothingIsLeft();
    }

    @Test
    void twoRunsOfOnePersonExcludeEachOther() throws Exception {
        String script = "[ ! -e busy ] || exit 9; touch busy; sleep 0.1; rm busy; echo x >> done";
        CompletableFuture<Result> one =
                CompletableFuture.supplyAsync(() -> run("lock", "run", "a", "--wait", "30s", "--", "sh", "-c", script));
        CompletableFuture<Result> other =
                CompletableFuture.supplyAsync(() -> run("lock", "run", "a", "--wait", "30s", "--", "sh", "-c", script));
        one.get().with(0);
        other.get().with(0);
        assertEquals(2, Files.readAllLines(directory.resolve("done")).size());
        nothingIsLeft();
    }

    @Test
    void programThatCannotBeStartedReleasesTheLock() throws IOException {
        run("lock", "run", "a", "--", "./there-is-no-such-program").with(127);
        Files.writeString(directory.resolve("text"), "no program");
        run("lock", "run", "a", "--", directory.resolve("text").toString()).with(126);
        nothingIsLeft();
    }

    @Test
    void programIsNotStartedWithoutTheLock() {
        PeerId otter = join("amber-otter");
        mesh().locks()
                .acquire(AcquireLock.exclusive(otter, directory.resolve("a").toString()));
        run("lock", "run", "a", "--", "touch", "started").with(1);
        assertEquals(
                "lock_held",
                run("lock", "run", "a", "--json", "--", "touch", "started")
                        .json()
                        .string("code"));
        assertTrue(Files.notExists(directory.resolve("started")));
    }

    @Test
    void programIsAskedFor() {
        assertTrue(run("lock", "run", "a").with(2).err().contains("say what to run"));
        assertTrue(run("lock", "run", "--", "true").with(2).err().contains("<path> is missing"));
    }

    @Test
    void optionsAfterTheHyphensBelongToTheProgram() {
        run("lock", "run", "a", "--", "sh", "-c", "[ \"$1\" = --json ]", "sh", "--json")
                .with(0);
    }
}
