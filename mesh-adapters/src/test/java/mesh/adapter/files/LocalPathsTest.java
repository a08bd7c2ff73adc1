package mesh.adapter.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import mesh.domain.InvalidInput;
import mesh.domain.lock.LockPath;
import mesh.domain.lock.LockScope;
import mesh.domain.lock.RepoPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathsTest {
    @TempDir
    Path temporary;

    private Path root;
    private final LocalPaths paths = new LocalPaths("here");

    @BeforeEach
    void makeFiles() throws IOException {
        root = temporary.toRealPath();
        Files.createDirectories(root.resolve("a/src"));
        Files.writeString(root.resolve("a/src/Main.java"), "");
    }

    private String resolved(String text) {
        return paths.resolve(Optional.of(root.resolve("a").toString()), text, LockScope.MACHINE)
                .path();
    }

    /** Where this file system folds case, so does the identity. */
    private String under(String relative) {
        String path = root.resolve(relative).toString();
        return Files.exists(root.resolve("A")) ? path.toLowerCase(Locale.ROOT) : path;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/Main.java",
                "./src/Main.java",
                "src//Main.java",
                "src/./Main.java",
                "src/../src/Main.java",
                "none/../src/Main.java",
                "../a/src/Main.java",
                "src/deeper/../../src/Main.java"
            })
    void everySpellingIsOneFile(String spelling) {
        assertEquals(under("a/src/Main.java"), resolved(spelling));
    }

    @Test
    void absolutePathNeedsNoBase() {
        String text = root.toString().replace("/", "//") + "///a/src/Main.java";
        assertEquals(
                under("a/src/Main.java"),
                paths.resolve(Optional.empty(), text, LockScope.MACHINE).path());
    }

    @Test
    void relativePathWithoutBaseIsRefused() {
        InvalidInput e = assertThrows(
                InvalidInput.class, () -> paths.resolve(Optional.empty(), "src/Main.java", LockScope.MACHINE));
        assertEquals("filePath", e.field());
    }

    @Test
    void fileThatDoesNotExistYetHasTheIdentityItWillHave() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));
        String before = resolved("../link/new/deep/File.txt");
        Files.createDirectories(root.resolve("a/new/deep"));
        Files.writeString(root.resolve("a/new/deep/File.txt"), "");
        assertEquals(under("a/new/deep/File.txt"), before);
        assertEquals(before, resolved("../link/new/deep/File.txt"));
    }

    @Test
    void parentOfALinkIsTheParentOfItsTarget() throws IOException {
        Files.createDirectories(root.resolve("far/away"));
        Files.createSymbolicLink(root.resolve("a/link"), root.resolve("far/away"));
        assertEquals(under("far/x"), resolved("link/../x"));
    }

    @Test
    void linksToLinksAndRelativeLinksAreFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("a/one"), Path.of("../b"));
        Files.createSymbolicLink(root.resolve("b"), Path.of("a/src"));
        assertEquals(under("a/src/Main.java"), resolved("one/Main.java"));
    }

    @Test
    void linkThatDanglesNamesTheFileThatItWouldCreate() throws IOException {
        Files.createSymbolicLink(root.resolve("a/dangling"), Path.of("not/yet"));
        assertEquals(under("a/not/yet"), resolved("dangling"));
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        Files.createSymbolicLink(root.resolve("a/x"), Path.of("y"));
        Files.createSymbolicLink(root.resolve("a/y"), Path.of("x"));
        InvalidInput e = assertThrows(InvalidInput.class, () -> resolved("x/file"));
        assertEquals("filePath", e.field());
    }

    @Test
    void nothingLiesAboveTheRoot() {
        assertEquals("/etc", resolved("/../../etc"));
        assertEquals("/", resolved("/.."));
        LockPath everything = paths.resolve(Optional.empty(), "/", LockScope.MACHINE);
        assertTrue(everything.directory());
    }

    @Test
    void slashAtTheEndMeansTheWholeDirectory() {
        LockPath directory = paths.resolve(Optional.of(under("a")), "src/", LockScope.MACHINE);
        LockPath file = paths.resolve(Optional.of(under("a")), "src", LockScope.MACHINE);
        assertTrue(directory.directory());
        assertFalse(file.directory());
        assertEquals(directory.path(), file.path());
        assertEquals("here", file.machine());
    }

    @Test
    void siblingWithTheSameBeginningDoesNotOverlap() throws IOException {
        Files.createDirectories(root.resolve("a-evil"));
        LockPath tree = paths.resolve(Optional.empty(), under("a") + "/", LockScope.MACHINE);
        assertFalse(tree.overlaps(paths.resolve(Optional.empty(), under("a-evil/file"), LockScope.MACHINE)));
        assertTrue(tree.overlaps(paths.resolve(Optional.empty(), under("a/file"), LockScope.MACHINE)));
    }

    @Test
    void whereTheFileSystemTellsSpellingsApartSoDoWe() throws IOException {
        String composed = "caf\u00e9";
        String decomposed = "cafe\u0301";
        Files.writeString(root.resolve("a/" + composed), "");
        boolean apart = !Files.exists(root.resolve("a/" + decomposed));
        assertEquals(apart, !resolved(composed).equals(resolved(decomposed)));
        boolean caseCounts = !Files.exists(root.resolve("a/SRC"));
        assertEquals(caseCounts, !resolved("src/x").equals(resolved("SRC/x")));
        assertEquals(caseCounts, !resolved("new.txt").equals(resolved("NEW.TXT")));
    }

    /** Two names for one file, as a directory that folds case seems to have; this file system must tell them apart itself. */
    private void makeBothCases(String directory, String name) throws IOException {
        assumeFalse(Files.exists(root.resolve("A")), "this file system folds case");
        Path file = Files.createDirectories(root.resolve(directory)).resolve(name);
        Files.writeString(file, "");
        Files.createLink(file.resolveSibling(name.toUpperCase(Locale.ROOT)), file);
    }

    @Test
    void howNamesCompareIsSeenAnewEachTime() throws IOException {
        makeBothCases("a/folds", "one");
        assertEquals(root + "/a/folds/new.txt", resolved("folds/New.txt"));
        Files.delete(root.resolve("a/folds/ONE"));
        assertEquals(root + "/a/folds/New.txt", resolved("folds/New.txt"));
        Files.delete(root.resolve("a/folds/one"));
        makeBothCases("a/folds", "two");
        assertEquals(root + "/a/folds/new.txt", resolved("folds/New.txt"));
    }

    @Test
    void namesToComeCompareAsInTheirOwnDirectory() throws IOException {
        makeBothCases("a/folds", "one");
        assertEquals(root + "/a/folds/new.txt", resolved("none/../folds/New.txt"));
        assertEquals(root + "/a/New.txt", resolved("folds/none/../../New.txt"));
    }

    @Test
    void fileToBeCreatedHasItsPlaceInTheRepository() throws IOException {
        for (String part : new String[] {"objects", "refs", "hooks"})
            Files.createDirectories(root.resolve("a/.git").resolve(part));
        Files.writeString(root.resolve("a/.git/HEAD"), "ref: refs/heads/main\n");
        assertEquals(Optional.of("new/deep/f"), placeInRepository("new/deep/f"));
        assertEquals(Optional.of("src/Main.java"), placeInRepository("src/Main.java"));
        assertEquals(Optional.of("src/Main.java/f"), placeInRepository("src/Main.java/f"));
        assertEquals(Optional.of("src"), placeInRepository("none/../src"));
        assertEquals(Optional.empty(), placeInRepository("../b/f"));
        assertEquals(Optional.empty(), placeInRepository("none/../../f"));
        assertEquals(Optional.empty(), placeInRepository(".git/hooks/new"));
    }

    private Optional<String> placeInRepository(String text) {
        return paths.resolve(Optional.of(root.resolve("a").toString()), text, LockScope.MACHINE)
                .repo()
                .map(RepoPath::path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with\0nul", "lone\ud800surrogate"})
    void textThatCannotBeAPathIsRefused(String text) {
        InvalidInput e = assertThrows(InvalidInput.class, () -> resolved(text));
        assertEquals("filePath", e.field());
    }

    @Test
    void longPathsAreRefusedByTheirBytes() {
        assertThrows(InvalidInput.class, () -> resolved("/" + "\u00e9".repeat(2048)));
        assertThrows(InvalidInput.class, () -> resolved("x".repeat(4096))); // with its base it is too long
        assertEquals(4096, resolved("/" + "x/".repeat(2047) + "x").length());
    }

    @Test
    void aThousandComponentsThatDoNotExistAreNoBurden() {
        assertNotEquals("", resolved("N/".repeat(1000) + "f"));
    }

    @Test
    void hiddenNamesAndOddOnesAreKept() {
        assertEquals(under("a/.env"), resolved(".env"));
        assertEquals(under("a/..."), resolved("..."));
        assertEquals(under("a/ b\nc"), resolved(" b\nc"));
        assertEquals(under("a/~"), resolved("~"));
    }

    @Test
    void projectDirectoryIsCanonicalWithoutASlash() throws IOException {
        Files.createSymbolicLink(root.resolve("project"), root.resolve("a"));
        assertEquals(under("a"), paths.canonical(under("project/")));
        assertEquals(under("a/later"), paths.canonical(under("project/later")));
        assertEquals(
                "projectPath",
                assertThrows(InvalidInput.class, () -> paths.canonical("a")).field());
    }
}
