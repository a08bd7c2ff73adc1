package mesh.adapter.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mesh.domain.InvalidInput;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On repositories that git itself made. */
class GitLayoutTest {
    @TempDir
    Path temporary;

    private Path root;
    private Path main;
    private final LocalPaths paths = new LocalPaths("here");

    @BeforeEach
    void makeRepository() throws Exception {
        root = temporary.toRealPath();
        main = root.resolve("main");
        git(root, "init", "-q", "-b", "trunk", "main");
        commit(main, "first");
        Files.createDirectories(main.resolve("src"));
    }

    private static void git(Path folder, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
    }

    private static void commit(Path folder, String text) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(text), text);
        git(folder, "add", ".");
        git(folder, "commit", "-q", "-m", text);
    }

    private String identity(Path directory) {
        return paths.repository(directory.toString()).orElseThrow();
    }

    private LockPath repoPath(Path file) {
        return paths.resolve(Optional.empty(), file.toString(), LockScope.REPO);
    }

    @Test
    void identityIsTheFirstCommit() throws Exception {
        String before = identity(main);
        commit(main, "second");
        assertTrue(before.matches("root:[0-9a-f]{40}"), before);
        assertEquals(before, new LocalPaths("there").repository(main.toString()).orElseThrow());
    }

    @Test
    void placesInsideShareTheIdentity() {
        assertEquals(identity(main), identity(main.resolve("src")));
        assertEquals(identity(main), identity(main.resolve("not/yet")));
        assertEquals(Optional.empty(), paths.repository(root.toString()));
    }

    @Test
    void worktreeAndCloneNameTheSameFile() throws Exception {
        git(main, "worktree", "add", "-q", "../tree");
        git(root, "clone", "-q", "main", "clone");
        LockPath here = repoPath(main.resolve("src/A.java"));
        assertEquals("src/A.java", here.repo().orElseThrow().path());
        for (String other : List.of("tree", "clone")) {
            LockPath there = repoPath(root.resolve(other).resolve("src/A.java"));
            assertEquals(here.repo(), there.repo());
            assertTrue(here.overlaps(there));
            assertTrue(here.isSameTarget(there));
        }
    }

    @Test
    void worktreeReachedThroughALinkIsTheSameWorktree() throws Exception {
        git(main, "worktree", "add", "-q", "../tree");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("tree"));
        assertEquals(identity(main), identity(root.resolve("link")));
        assertEquals(repoPath(root.resolve("tree/x")), repoPath(root.resolve("link/x")));
    }

    @Test
    void layoutTellsTopAndBranch() throws Exception {
        git(main, "worktree", "add", "-q", "-b", "feature/x", "../tree");
        GitLayout tree = GitLayout.around(root.resolve("tree/src")).orElseThrow();
        GitLayout first = GitLayout.around(main.resolve("src")).orElseThrow();
        assertEquals(Optional.of(root.resolve("tree")), tree.top());
        assertEquals(Optional.of("feature/x"), tree.branch());
        assertEquals(Optional.of("trunk"), first.branch());
        assertEquals(first.commonDirectory(), tree.commonDirectory());
        git(main, "checkout", "-q", "--detach");
        assertEquals(Optional.empty(), first.branch());
    }

    @Test
    void submoduleIsItsOwnRepository() throws Exception {
        git(root, "init", "-q", "library");
        commit(root.resolve("library"), "other");
        git(main, "submodule", "add", "-q", root.resolve("library").toString(), "lib");
        assertEquals(identity(root.resolve("library")), identity(main.resolve("lib")));
        assertNotEquals(identity(main), identity(main.resolve("lib")));
        assertEquals("x", repoPath(main.resolve("lib/x")).repo().orElseThrow().path());
    }

    @Test
    void repositoryWithoutCommitsIsKnownByItsPlaceAndKeepsThatName() throws Exception {
        git(root, "init", "-q", "fresh");
        Path fresh = root.resolve("fresh");
        String name = identity(fresh);
        assertEquals("dir:here:" + fresh.resolve(".git"), name);
        commit(fresh, "first");
        assertEquals(name, identity(fresh));
        assertTrue(new LocalPaths("here")
                .repository(fresh.toString())
                .orElseThrow()
                .startsWith("root:"));
    }

    @Test
    void shallowCloneIsKnownByItsPlace() throws Exception {
        commit(main, "second");
        git(root, "clone", "-q", "--depth", "1", "file://" + main, "shallow");
        assertTrue(identity(root.resolve("shallow")).startsWith("dir:here:"));
    }

    @Test
    void ofSeveralFirstCommitsTheSmallestNames() throws Exception {
        git(root, "init", "-q", "-b", "trunk", "other");
        commit(root.resolve("other"), "elsewhere");
        String[] both = {identity(main), identity(root.resolve("other"))};
        git(main, "fetch", "-q", root.resolve("other").toString(), "trunk");
        git(main, "merge", "-q", "--allow-unrelated-histories", "-m", "both", "FETCH_HEAD");
        String smallest = both[0].compareTo(both[1]) < 0 ? both[0] : both[1];
        assertEquals(
                smallest, new LocalPaths("here").repository(main.toString()).orElseThrow());
    }

    @Test
    void gitsOwnFolderIsInTheRepositoryButNotInAWorkingTree() throws Exception {
        assertEquals(identity(main), identity(main.resolve(".git")));
        assertThrows(InvalidInput.class, () -> repoPath(main.resolve(".git/config")));
        git(root, "clone", "-q", "--bare", "main", "bare.git");
        assertEquals(identity(main), identity(root.resolve("bare.git")));
    }

    @Test
    void repoScopeOutsideARepositoryIsRefused() {
        InvalidInput e = assertThrows(InvalidInput.class, () -> repoPath(root.resolve("file")));
        assertEquals("scope", e.field());
        assertTrue(paths.resolve(Optional.empty(), root.resolve("file").toString(), LockScope.MACHINE)
                .repo()
                .isEmpty());
    }

    @Test
    void topOfTheWorkingTreeIsTheEmptyPath() {
        LockPath top = paths.resolve(Optional.of(main.toString()), "./", LockScope.REPO);
        assertEquals("", top.repo().orElseThrow().path());
        assertTrue(top.covers(repoPath(main.resolve("src/A.java"))));
    }

    @Test
    void filesThatOnlyLookLikeARepositoryAreNone() throws Exception {
        Path odd = root.resolve("odd");
        Files.createDirectories(odd);
        for (String text : List.of("", "gitdir: ", "gitdir: /nowhere", "nonsense", "gitdir: a\0b")) {
            Files.writeString(odd.resolve(".git"), text);
            assertFalse(GitLayout.around(odd).isPresent(), text);
        }
    }
}
