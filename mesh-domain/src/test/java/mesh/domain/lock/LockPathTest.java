package mesh.domain.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LockPathTest {
    private static LockPath file(String path) {
        return new LockPath("m", path, false, LockScope.MACHINE, Optional.empty());
    }

    private static LockPath tree(String path) {
        return new LockPath("m", path, true, LockScope.MACHINE, Optional.empty());
    }

    private static LockPath inRepo(String machine, String top, String path, LockScope scope) {
        return new LockPath(machine, top + "/" + path, false, scope, Optional.of(new RepoPath("repo", path)));
    }

    @Provide
    Arbitrary<LockPath> paths() {
        Arbitrary<String> names = Arbitraries.of("a", "b", "a-evil", "c");
        Arbitrary<String> texts = names.list().ofMaxSize(3).map(list -> "/" + String.join("/", list));
        return Combinators.combine(texts, Arbitraries.of(true, false))
                .as((path, directory) -> new LockPath("m", path, directory, LockScope.MACHINE, Optional.empty()));
    }

    @Property
    void overlapIsMutual(@ForAll("paths") LockPath a, @ForAll("paths") LockPath b) {
        assertEquals(a.overlaps(b), b.overlaps(a));
    }

    @Property
    void whatCoversOverlaps(@ForAll("paths") LockPath a, @ForAll("paths") LockPath b) {
        if (a.covers(b)) assertTrue(a.overlaps(b));
    }

    @Test
    void aDirectoryHoldsWhatIsBelowAndNotWhatOnlyBeginsLikeIt() {
        assertTrue(tree("/a").overlaps(file("/a/b/c")));
        assertTrue(tree("/a").overlaps(file("/a")));
        assertTrue(tree("/").overlaps(file("/anything")));
        assertFalse(tree("/a").overlaps(file("/a-evil/b")));
        assertFalse(file("/a").overlaps(file("/a/b")));
        assertFalse(tree("/a/b").overlaps(file("/a")));
    }

    @Test
    void aRepositoryLockMeetsTheSameFileInAnotherClone() {
        LockPath here = inRepo("m", "/home/one", "src/x", LockScope.REPO);
        assertTrue(here.overlaps(inRepo("other", "/srv/two", "src/x", LockScope.REPO)));
        assertTrue(here.overlaps(inRepo("m", "/home/worktree", "src/x", LockScope.MACHINE)));
        assertFalse(here.overlaps(inRepo("m", "/home/worktree", "src/y", LockScope.MACHINE)));
        assertFalse(inRepo("m", "/home/one", "src/x", LockScope.MACHINE)
                .overlaps(inRepo("m", "/home/worktree", "src/x", LockScope.MACHINE)));
    }

    @Test
    void repositoryScopeNeedsARepository() {
        InvalidInput error = assertThrows(
                InvalidInput.class, () -> new LockPath("m", "/x", false, LockScope.REPO, Optional.empty()));
        assertEquals("scope", error.field());
    }

    @Test
    void impossiblePathsAreRefusedWithTheirField() {
        for (String path : List.of("", "a\0b", "x".repeat(4097)))
            assertEquals(
                    "filePath",
                    assertThrows(InvalidInput.class, () -> LockTarget.of(path)).field());
    }
}
