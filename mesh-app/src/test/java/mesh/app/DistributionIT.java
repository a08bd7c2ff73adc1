package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README tells the truth about what is in the distribution, and so does its bill of materials. */
class DistributionIT {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+\\.jar)` \\| ([0-9.]+) MB \\|");
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
    void everyLibraryIsInTheBillOfMaterials() throws IOException {
        String bill = Files.readString(folder.resolve("sbom.json"));
        assertTrue(bill.contains("CycloneDX"));
        for (Path jar : libraries()) {
            String name = jar.getFileName().toString();
            int version = name.lastIndexOf('-');
            String url = "/" + name.substring(0, version) + "@" + name.substring(version + 1, name.length() - 4);
            assertTrue(bill.contains(url), url);
        }
    }

    /** All that is not ours. */
    private Set<Path> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
            Set<Path> libraries = new TreeSet<>();
            jars.filter(jar -> !jar.getFileName().toString().startsWith("mesh-"))
                    .forEach(libraries::add);
            return libraries;
        }
    }
}
