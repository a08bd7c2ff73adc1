package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mesh.adapter.wire.JsonWriter;
import mesh.app.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spellings of paths, through the real doors: what is one file is one lock, and what is not is not. */
class LockPathsIT {
    private static final String COMPOSED = "caf\u00e9.txt";
    private static final String DECOMPOSED = "cafe\u0301.txt";

    @TempDir
    static Path temporary;

    private static BrokerUnderAbuse broker;
    private static Path project;
    private static String holder;
    private static String other;

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerUnderAbuse.start(temporary);
        project = Files.createDirectory(temporary.resolve("project")).toRealPath();
        Files.createDirectories(project.resolve("src/deep"));
        Files.writeString(project.resolve("src/a.txt"), "a");
        Files.writeString(project.resolve("src/deep/b.txt"), "b");
        Files.createDirectory(project.resolve("src-evil"));
        Files.createSymbolicLink(project.resolve("link"), project.resolve("src"));
        Files.createSymbolicLink(project.resolve("far"), Path.of("src/deep"));
        Files.createSymbolicLink(project.resolve("src/alias.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(temporary.resolve("linked"), project);
        git(project, "init", "-q", "-b", "main");
        git(project, "add", ".");
        git(project, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "first");
        git(project, "worktree", "add", "-q", temporary.resolve("worktree").toString());
        git(
                temporary,
                "clone",
                "-q",
                project.toString(),
                temporary.resolve("clone").toString());
        Files.createSymbolicLink(temporary.resolve("linked-worktree"), temporary.resolve("worktree"));
        holder = peer("holder", project);
        other = peer("other", project);
    }

    @AfterAll
    static void end() throws Exception {
        broker.close();
    }

    private static void git(Path folder, String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(git.waitFor(30, TimeUnit.SECONDS) && git.exitValue() == 0, said);
    }

    private static String peer(String name, Path folder) throws Exception {
        JsonWriter out =
                new JsonWriter().object().field("pid", ProcessHandle.current().pid());
        return broker.program
                .call(
                        "register",
                        out.field("projectPath", folder.toString())
                                .field("name", name)
                                .end()
                                .toString())
                .string("peerId");
    }

    private static Program.Reply lock(String action, String peer, String path, String scope) throws Exception {
        return broker.program.post(
                "lock",
                new JsonWriter()
                        .object()
                        .field("action", action)
                        .field("peerId", peer)
                        .field("filePath", path)
                        .field("scope", scope)
                        .end()
                        .toString());
    }

    private static void locked(String path, String scope) throws Exception {
        Program.Reply reply = lock("lock", holder, path, scope);
        assertEquals(200, reply.status(), () -> path + ": " + reply.body().json());
    }

    /** Whether a lock on {@code held} stands in the way of one on {@code wanted}. */
    private static boolean collide(String held, String heldScope, String peer, String wanted, String scope)
            throws Exception {
        locked(held, heldScope);
        try {
            Program.Reply reply = lock("lock", peer, wanted, scope);
            if (reply.status() == 409) return true;
            assertEquals(200, reply.status(), () -> wanted + ": " + reply.body().json());
            lock("unlock", peer, wanted, scope);
            return false;
        } finally {
            assertEquals(200, lock("unlock", holder, held, heldScope).status());
        }
    }

    private static boolean collide(String held, String wanted) throws Exception {
        return collide(held, "machine", other, wanted, "machine");
    }

    @Test
    void everySpellingOfAFileIsThatFile() throws Exception {
        for (String spelling : List.of(
                "src/a.txt",
                "./src/a.txt",
                "src/./a.txt",
                "src/../src/a.txt",
                "src//a.txt",
                "src///./a.txt",
                "link/a.txt",
                "far/../a.txt",
                "src/alias.txt",
                "link/alias.txt",
                project + "/src/a.txt",
                "//" + project.toString().substring(1) + "/src/a.txt",
                temporary + "/linked/src/a.txt",
                temporary + "/linked/link/../src/a.txt",
                "../project/src/a.txt",
                "src/deep/../a.txt")) assertTrue(collide("src/a.txt", spelling), spelling);
    }

    @Test
    void whatIsAnotherFileIsNotHeld() throws Exception {
        for (String another : List.of(
                "src/a.txt2",
                "src/a",
                "src/A.TXT",
                "src-evil/a.txt",
                "src/deep/a.txt",
                "a.txt",
                "src/ a.txt",
                "src/a.txt ",
                "src/a.txt\n",
                "src/\u202ea.txt",
                "src/a%2etxt",
                "src\\a.txt",
                "src/*",
                "src/a.txt\u200b",
                temporary + "/worktree/src/a.txt",
                temporary + "/clone/src/a.txt")) assertTrue(!collide("src/a.txt", another), another);
        assertTrue(!collide(COMPOSED, DECOMPOSED), "this file system tells them apart");
        assertTrue(collide(COMPOSED, "./" + COMPOSED));
    }

    @Test
    void directoryHoldsWhatIsBelowItAndNoNeighbour() throws Exception {
        for (String below :
                List.of("src/a.txt", "src/deep/b.txt", "link/new.txt", "far/x", "src/", "src/deep/", "link/", "./"))
            assertTrue(collide("src/", below), below);
        for (String beside : List.of("src-evil/", "src-evil/x", "sr", "srcx", "src.txt"))
            assertTrue(!collide("src/", beside), beside);
    }

    @Test
    void repositoryScopeNamesTheFileInEveryWorktreeAndClone() throws Exception {
        for (String place : List.of("worktree", "clone", "linked-worktree", "linked")) {
            String there = peer("in-" + place, temporary.resolve(place));
            assertTrue(collide("src/a.txt", "repo", there, "src/a.txt", "repo"), place);
            assertTrue(collide("src/a.txt", "repo", there, "link/../src/a.txt", "repo"), place);
            assertTrue(collide("src/a.txt", "repo", there, "src/a.txt", "machine"), place + ", plain against repo");
            assertTrue(collide("src/", "repo", there, "src/deep/b.txt", "repo"), place);
            assertTrue(!collide("src/a.txt", "repo", there, "src/b.txt", "repo"), place);
            assertTrue(!collide("src/", "repo", there, "src-evil/a.txt", "repo"), place);
        }
    }

    @Test
    void pathsThatCannotBeAreRefusedWithTheirField() throws Exception {
        for (String path : List.of("", "a\0b", "\0", "x".repeat(4_097), "\u00e9".repeat(2_049), "d/".repeat(2_100))) {
            Program.Reply reply = lock("lock", other, path, "machine");
            assertEquals(400, reply.status(), () -> reply.body().json());
            assertTrue(List.of("filePath", "filePaths").contains(reply.body().string("field")), reply.body()::json);
        }
        assertEquals(
                0,
                broker.program
                        .call("lock", "{\"action\":\"query\"}")
                        .objects("locks")
                        .size());
    }

    /** Random detours through folders that are there lead back to the same file. */
    @Test
    void detoursLeadToTheSameFile() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        locked("src/deep/b.txt", "machine");
        List<String> detours =
                List.of("./", "src/../", "link/../", "src/deep/../../", "far/../../", "src//.//../", "../project/");
        for (int i = 0; i < 300; i++) {
            StringBuilder path = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) path.append(detours.get(random.nextInt(detours.size())));
            path.append(List.of("src/deep/b.txt", "link/deep/b.txt", "far/b.txt", "far//./b.txt")
                    .get(random.nextInt(4)));
            Program.Reply reply = lock("lock", other, path.toString(), "machine");
            assertEquals(
                    409,
                    reply.status(),
                    () -> "seed " + seed + ": " + path + " " + reply.body().json());
        }
        lock("unlock", holder, "src/deep/b.txt", "machine");
    }

    @Test
    void terminalSeesTheSameFiles() throws Exception {
        locked("src/a.txt", "machine");
        for (String spelling : List.of("project/src/a.txt", "linked/link/a.txt", "project//src/../src/alias.txt"))
            assertEquals(1, broker.program.run("lock", "acquire", spelling).status(), spelling);
        assertEquals(
                0,
                broker.program.run("lock", "acquire", "project/src-evil/a.txt").status());
        assertEquals(
                0,
                broker.program.run("lock", "release", "project/src-evil/a.txt").status());
        lock("unlock", holder, "src/a.txt", "machine");
    }
}
