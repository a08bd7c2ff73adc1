package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.ReleaseLock;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.Test;

class LockCommandsTest extends CommandLineFixture {
    private PeerId otterHolds(String file) {
        PeerId otter = join("amber-otter");
        mesh().locks()
                .acquire(AcquireLock.exclusive(otter, directory.resolve(file).toString()));
        return otter;
    }

    private int held() {
        return mesh().locks().list(LockQuery.ALL).size();
    }

    @Test
    void lockedFileIsListedWithItsHolderUntilItIsReleased() {
        String locked = run("lock", "acquire", "src/App.java", "--reason", "refactoring")
                .with(0)
                .out();
        assertTrue(locked.startsWith("Locked " + directory + "/src/App.java for "), locked);
        assertTrue(locked.endsWith("fencing token 1\n"), locked);
        columns = 300;
        String list = run("lock", "list").with(0).out();
        assertTrue(list.contains("App.java") && list.contains("cli") && list.contains("refactoring"), list);
        assertEquals(
                "Released " + directory + "/src/App.java\n",
                run("lock", "release", "src/App.java").with(0).out());
        assertEquals("Nothing is locked.\n", run("lock", "list").with(0).err());
    }

    @Test
    void refusalSaysWhoHoldsTheFileAndWhatToDo() {
        otterHolds("a");
        Result refused = run("lock", "acquire", "a").with(1);
        assertTrue(refused.err().contains("is held by amber-otter for another "), refused.err());
        assertTrue(refused.err().contains("--wait"), refused.err());
        JsonObject json = run("lock", "acquire", "a", "--json").with(1).json();
        assertEquals("lock_held", json.string("code"));
        assertEquals("amber-otter", json.object("lock").string("lockedByName"));
    }

    @Test
    void noRefusalNamesTheWayToTakeALockByForce() {
        otterHolds("a");
        for (Result refused : List.of(
                run("lock", "acquire", "a"),
                run("lock", "acquire", "a", "--wait", "1ms"),
                run("lock", "release", "a"),
                run("lock", "renew", "a"),
                run("lock", "check", "a"),
                run("lock", "release", "a", "--json"),
                run("lock", "run", "a", "--", "true"))) {
            refused.with(1);
            assertFalse((refused.out() + refused.err()).contains("force"), refused.toString());
        }
    }

    @Test
    void severalPathsAreAllOrNothing() {
        otterHolds("b");
        run("lock", "acquire", "a", "b").with(1);
        assertEquals(1, held());
        run("lock", "acquire", "a", "c", "--json").with(0);
        assertEquals(3, held());
        run("lock", "release", "--all").with(0);
        assertEquals(1, held());
    }

    @Test
    void waitingIsGrantedOnRelease() throws Exception {
        PeerId otter = otterHolds("a");
        CompletableFuture<Result> waiting =
                CompletableFuture.supplyAsync(() -> run("lock", "acquire", "a", "--wait", "30s"));
        while (mesh().locks().list(LockQuery.ALL).get(0).waiters().isEmpty()) Thread.onSpinWait();
        mesh().locks().release(ReleaseLock.everythingOf(otter));
        Result granted = waiting.get().with(0);
        assertTrue(granted.out().startsWith("Locked "), granted.out());
        assertTrue(granted.err().contains("Waiting for it, at most 30s"), granted.err());
    }

    @Test
    void checkTellsWhetherTheGrantStands() {
        run("lock", "acquire", "a").with(0);
        assertTrue(run("lock", "check", "a", "--token", "1").with(0).out().startsWith("It stands: "));
        run("lock", "check", "a").with(0);
        assertTrue(run("lock", "check", "a", "--token", "9").with(1).out().contains("held by cli"));
        assertFalse(run("lock", "check", "b", "--token", "1", "--json")
                .with(1)
                .json()
                .bool("current"));
        assertTrue(run("lock", "check", "b").with(1).out().contains("nobody holds"));
    }

    @Test
    void renewalIsForTheHolderAlone() {
        run("lock", "acquire", "a", "--ttl", "5m").with(0);
        String renewed = run("lock", "renew", "a", "--ttl", "1h").with(0).out();
        assertTrue(renewed.contains("for 59m") || renewed.contains("for 1h"), renewed);
        run("lock", "renew", "b").with(1);
        otterHolds("c");
        assertTrue(run("lock", "renew", "c").with(1).err().contains("Only its holder"));
        assertTrue(run("lock", "renew", "a", "--ttl", "3h").with(2).err().contains("1 to 60"));
        assertTrue(run("lock", "release", "a", "--token", "9").with(1).err().contains("newer grant"));
    }

    @Test
    void forceTakesALockAwayAndLeavesAnEvent() {
        otterHolds("a");
        run("lock", "release", "a", "--force").with(0);
        assertEquals(0, held());
        String payload = mesh().events()
                .read(new EventQuery(Set.of(new EventPattern("file_unlocked")), Optional.empty(), Optional.empty(), 10))
                .events()
                .get(0)
                .payload()
                .json();
        assertTrue(payload.contains("\"forced\":true"), payload);
        run("lock", "release", "--all", "--force").with(2);
        run("lock", "release").with(2);
        run("lock", "release", "a", "--all").with(2);
    }

    @Test
    void slashAtTheEndLocksADirectoryAndSharedLocksLiveTogether() {
        run("lock", "acquire", "src/", "--shared").with(0);
        PeerId otter = join("amber-otter");
        run("lock", "acquire", "src/a", "--shared", "--from", otter.value()).with(0);
        assertEquals(2, held());
        run("lock", "acquire", "src/b", "--from", otter.value()).with(1);
        assertEquals(
                2, run("lock", "list", "src/", "--json").json().objects("locks").size());
        assertEquals(
                1,
                run("lock", "list", "--holder", "amber-otter", "--json")
                        .json()
                        .objects("locks")
                        .size());
    }

    @Test
    void scopeOfTheRepositoryIsPassedOn() {
        JsonObject lock = run("lock", "acquire", "a", "--scope", "repo", "--json")
                .with(0)
                .json()
                .object("lock");
        assertEquals("repo", lock.string("scope"));
        assertTrue(
                run("lock", "acquire", "a", "--scope", "galaxy").with(2).err().contains("machine, repo"));
    }
}
