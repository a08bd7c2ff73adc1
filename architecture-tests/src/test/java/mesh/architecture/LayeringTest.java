package mesh.architecture;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product keeps every rule, and every rule catches what is planted for it. */
class LayeringTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("mesh");

    @ParameterizedTest
    @EnumSource
    void productKeeps(Rule rule) {
        rule.rule().check(PRODUCT);
    }

    /** Planted classes called {@code Wrong...} break the rule, those called {@code Right...} keep just clear of it. */
    @ParameterizedTest
    @EnumSource
    void plantedViolationIsCaught(Rule rule) {
        JavaClasses planted = new ClassFileImporter().importPackages(rule.plantedPackage());
        String report = String.join(
                "\n", rule.rule().evaluate(planted).getFailureReport().getDetails());
        Set<String> wrong = namesStarting("Wrong", planted);
        Set<String> caught = wrong.stream().filter(report::contains).collect(toCollection(TreeSet::new));

        assertTrue(!wrong.isEmpty(), () -> "nothing is planted in " + rule.plantedPackage());
        assertEquals(wrong, caught, report);
        assertTrue(
                namesStarting("Right", planted).stream().noneMatch(report::contains),
                () -> "caught what is allowed: " + report);
    }

    @Test
    void everyPackageThatARuleNamesHoldsAClass() {
        Set<String> empty = new TreeSet<>(Packages.ALL);
        empty.removeAll(packagesOfTheProduct());
        empty.removeAll(Packages.STILL_EMPTY);
        assertEquals(Set.of(), empty, "named in Packages.ALL, but without a class");
    }

    @Test
    void everyPackageIsKnownToTheRules() {
        Set<String> unknown = packagesOfTheProduct();
        unknown.removeAll(Packages.ALL);
        assertEquals(Set.of(), unknown, "add them to Packages.ALL, so that a rule covers them");
    }

    @Test
    void everyAdapterThatARuleNamesIsAPackage() {
        Set<String> named = new TreeSet<>(Packages.ADAPTER_SEES.keySet());
        Packages.ADAPTER_SEES.values().forEach(named::addAll);
        Packages.TECHNOLOGY_STAYS_IN.values().forEach(named::addAll);
        named.removeIf(
                name -> Packages.ALL.contains("mesh.adapter." + name) || Packages.ALL.contains("mesh.app." + name));
        assertEquals(Set.of(), named, "adapters that Packages names and that do not exist");
    }

    private static Set<String> packagesOfTheProduct() {
        return PRODUCT.stream()
                .filter(type -> !type.getSimpleName().endsWith("-info"))
                .map(JavaClass::getPackageName)
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> namesStarting(String prefix, JavaClasses classes) {
        return classes.stream()
                .filter(type -> type.getSimpleName().startsWith(prefix))
                .map(JavaClass::getName)
                .collect(toCollection(TreeSet::new));
    }
}
