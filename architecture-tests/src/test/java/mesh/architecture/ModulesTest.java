package mesh.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import mesh.domain.peer.PeerId;
import mesh.port.in.Mesh;
import org.junit.jupiter.api.Test;

/** What the core needs, in the words of the JDK: what its modules declare, and what jdeps finds in their classes. */
class ModulesTest {
    private static final Path DOMAIN = place(PeerId.class);
    private static final Path PORTS = place(Mesh.class);

    @Test
    void domainAndPortsDeclareNothingButTheLanguage() {
        assertEquals(Set.of("java.base"), declared(DOMAIN));
        assertEquals(Set.of("java.base", "mesh.domain"), declared(PORTS));
    }

    @Test
    void jdepsFindsNothingButTheLanguageInDomainAndPorts() {
        assertEquals(Set.of("java.base"), found("mesh.domain", "-m", "mesh.domain"));
        assertEquals(Set.of("java.base", "mesh.domain"), found("mesh.ports", "-m", "mesh.ports"));
    }

    @Test
    void jdepsFindsMoreWhereThereIsMore() {
        assertTrue(found("java.sql", "-m", "java.sql").contains("java.xml"), "what a module needs is found");
    }

    private static Set<String> declared(Path module) {
        return ModuleFinder.of(module).findAll().iterator().next().descriptor().requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());
    }

    /** The modules that the classes of {@code module} use. */
    private static Set<String> found(String module, String... options) {
        StringWriter told = new StringWriter();
        List<String> words = new ArrayList<>(List.of("-s", "--module-path", DOMAIN + File.pathSeparator + PORTS));
        words.addAll(List.of(options));
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        PrintWriter out = new PrintWriter(told, true);
        assertEquals(0, jdeps.run(out, out, words.toArray(String[]::new)), told.toString());
        String arrow = module + " -> ";
        return told.toString()
                .lines()
                .filter(line -> line.startsWith(arrow))
                .map(line -> line.substring(arrow.length()).strip())
                .collect(Collectors.toSet());
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
