package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README tells the truth about what is in the distribution, and so does its bill of materials. */
class DistributionIT {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+\\.jar)` \\| ([0-9.]+) MB \\|");
    private static final Pattern OURS = Pattern.compile("\\| ([0-9.]+) MB \\| ours \\|");
    private static final double BYTES_PER_MB = 1e6;

    private Path folder;

    @BeforeEach
    void findDistribution() {
        String launcher = System.getProperty("slm.mesh.launcher", "");
        assumeTrue(Files.exists(Path.of(launcher)), "there is no distribution");
        folder = Path.of(launcher).getParent().getParent();
    }

    @Test
    void everyLibraryIsInTheReadmeWithItsSize() throws IOException {
        Set<String> told = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "README.md")));
        while (row.find()) told.add(row.group(1) + " " + row.group(2));
        Set<String> there = new TreeSet<>();
        for (Path jar : libraries())
            there.add(String.format(
                    Locale.ROOT, "%s %.1f", jar.getFileName(), Math.max(0.1, Files.size(jar) / BYTES_PER_MB)));
        assertEquals(there, told);
    }

    @Test
    void ourOwnJarsAreInTheReadmeWithTheirSize() throws IOException {
        long bytes = 0;
        for (Path jar : jars()) if (isOurs(jar)) bytes += Files.size(jar);
        Matcher row = OURS.matcher(Files.readString(Path.of("..", "README.md")));
        assertTrue(row.find());
        assertEquals(String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MB), row.group(1));
    }

    @Test
    void theBillOfMaterialsNamesWhatIsThereAndNothingElse() throws Exception {
        JsonObject bill = JsonObject.parse(Files.readAllBytes(folder.resolve("sbom.json")));
        assertEquals("CycloneDX", bill.string("bomFormat"));
        Set<String> named = new TreeSet<>();
        named.add(jarName(bill.object("metadata").object("component"))); // what the bill is of
        for (JsonObject component : bill.objects("components")) {
            named.add(jarName(component));
            for (JsonObject hash : component.objects("hashes"))
                if (hash.string("alg").equals("SHA-256"))
                    assertEquals(sha256(folder.resolve("lib").resolve(jarName(component))), hash.string("content"));
        }
        Set<String> there = new TreeSet<>();
        for (Path jar : jars()) there.add(jar.getFileName().toString());
        assertEquals(there, named);
    }

    private static String jarName(JsonObject component) {
        return component.string("name") + "-" + component.string("version") + ".jar";
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private Set<Path> libraries() throws IOException {
        Set<Path> libraries = jars();
        libraries.removeIf(DistributionIT::isOurs);
        return libraries;
    }

    private static boolean isOurs(Path jar) {
        return jar.getFileName().toString().startsWith("mesh-");
    }

    private Set<Path> jars() throws IOException {
        try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
            return jars.collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
