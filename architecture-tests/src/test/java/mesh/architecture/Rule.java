package mesh.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rules of the layering: {@code domain <- port <- application}, adapters beside each other, {@code app} above all.
 *
 * <p>Packages are matched from {@code mesh} on, whatever stands before. So the very same rule also judges the classes
 * under {@code planted.<rule in lower case>.mesh}, which break it on purpose.
 */
enum Rule {
    DOMAIN_KNOWS_ONLY_THE_LANGUAGE(classes()
            .that(are("domain"))
            .should()
            .onlyDependOnClassesThat(are("domain").or(resideInAnyPackage(packages(Packages.LANGUAGE.stream()))))
            .because("a rule of the domain is a pure function, whatever stores or carries its data")),

    DOMAIN_DOES_NOT_TOUCH_THE_MACHINE(noClasses()
            .that(are("domain"))
            .should()
            .dependOnClassesThat(describe(
                    "are the system, a process or a thread",
                    type -> Set.of(
                                    System.class.getName(),
                                    Runtime.class.getName(),
                                    Process.class.getName(),
                                    ProcessBuilder.class.getName(),
                                    ProcessHandle.class.getName(),
                                    Thread.class.getName())
                            .contains(type.getName())))
            .because("java.lang holds more than the language")),

    PORTS_KNOW_ONLY_THE_DOMAIN(classes()
            .that(are("port"))
            .should()
            .onlyDependOnClassesThat(are("port")
                    .or(are("domain"))
                    .or(resideInAnyPackage(
                            packages(Stream.concat(Packages.LANGUAGE.stream(), Packages.LANGUAGE_OF_PORTS.stream())))))
            .because("a port is what every adapter and use case agrees on")),

    USE_CASES_KNOW_ONLY_PORTS_AND_DOMAIN(classes()
            .that(are("application"))
            .should()
            .onlyDependOnClassesThat(are("application")
                    .or(are("port"))
                    .or(are("domain"))
                    .or(resideInAnyPackage(packages(
                            Stream.concat(Packages.LANGUAGE.stream(), Packages.LANGUAGE_OF_USE_CASES.stream())))))
            .because("a use case is the same over any store and any wire")),

    ADAPTERS_STAND_BESIDE_EACH_OTHER(classes()
            .that(are("adapter"))
            .should(new ArchCondition<>("see ports, domain, wire and what Packages.ADAPTER_SEES grants") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                        if (!adapterMaySee(type, dependency.getTargetClass())) {
                            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                        }
                    }
                }
            })
            .because("an adapter can be replaced when nothing else knows its insides")),

    ERAS_OF_MCP_CAN_BE_TAKEN_OUT(classes()
            .that(are("adapter"))
            .should(new ArchCondition<>("leave each era of MCP to itself and to Packages.ERAS_MEET_IN") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                        if (!eraMayBeSeen(type, dependency.getTargetClass())) {
                            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                        }
                    }
                }
            })
            .because("an era of the protocol ends one day, and its package with it")),

    TECHNOLOGY_STAYS_IN_ITS_ADAPTER(classes()
            .should(new ArchCondition<>("leave each technology of Packages.TECHNOLOGY_STAYS_IN to its adapter") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                        if (!technologyMayBeUsed(type, dependency.getTargetClass())) {
                            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                        }
                    }
                }
            })
            .because("a technology that is used in one place can be changed in one place")),

    USE_CASES_ARE_REACHED_THROUGH_PORTS(noClasses()
            .that(are("application").or(are("app")).negate().as("are neither application nor app"))
            .should()
            .dependOnClassesThat(are("application"))
            .because("the same command runs against the services and against a remote broker")),

    ONLY_APP_SEES_APP(noClasses()
            .that(are("app").negate().as("are not app"))
            .should()
            .dependOnClassesThat(are("app"))
            .because("the composition root is the end of every dependency")),

    ONLY_MAIN_ENDS_THE_PROCESS(noClasses()
            .that(describe(
                    "are not Main",
                    type -> !(are("app").test(type) && type.getSimpleName().equals("Main"))))
            .should()
            .accessTargetWhere(targets(Map.of(
                    System.class, Set.of("exit"),
                    Runtime.class, Set.of("exit", "halt"))))
            .because("what it interrupts, a store commit or an answer, is not its to know")),

    TIME_AND_IDS_ARE_HANDED_IN(noClasses()
            .that(are("domain")
                    .or(are("port"))
                    .or(are("application"))
                    .and(describe("are not the clock", type -> !type.getName().equals(Packages.CLOCK))))
            .should()
            .accessTargetWhere(targets(Map.of(
                            System.class, Set.of("currentTimeMillis", "nanoTime"),
                            InstantSource.class, Set.of("system"),
                            Clock.class,
                                    Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds"),
                            UUID.class, Set.of("randomUUID"),
                            Math.class, Set.of("random"),
                            Random.class, Set.of("<init>"),
                            RandomGenerator.class, Set.of("getDefault", "of")))
                    .or(describe(
                            "ask java.time for now",
                            access -> access.getName().equals("now")
                                    && access.getTargetOwner().getPackageName().equals("java.time"))))
            .because("a test moves the clock and knows the next id"));

    private static final Pattern ERA = Pattern.compile("(.*\\bmesh\\.adapter\\.mcp\\.era\\d+).*");
    private static final Pattern PLACE =
            Pattern.compile("(?:.*\\.)?mesh\\.(domain|port|application|app|adapter)(?:\\.(\\w+))?(?:\\..*)?");

    private final ArchRule rule;

    Rule(ArchRule rule) {
        // Whether the packages hold classes is asserted for all rules at once, over Packages.ALL.
        this.rule = rule.allowEmptyShould(true);
    }

    ArchRule rule() {
        return rule;
    }

    /** Where the classes live that break this rule on purpose. */
    String plantedPackage() {
        return "planted." + name().toLowerCase(Locale.ROOT);
    }

    private static DescribedPredicate<JavaClass> are(String layer) {
        return resideInAPackage("..mesh." + layer + "..").as("are " + layer);
    }

    private static String[] packages(Stream<String> names) {
        return names.toArray(String[]::new);
    }

    /** Calls and method references alike: {@code Instant::now} is a clock as well. */
    private static DescribedPredicate<JavaAccess<?>> targets(Map<Class<?>, Set<String>> members) {
        return describe(
                "target " + members,
                access -> members.entrySet().stream()
                        .anyMatch(entry -> access.getTargetOwner().isEquivalentTo(entry.getKey())
                                && entry.getValue().contains(access.getName())));
    }

    private static boolean adapterMaySee(JavaClass from, JavaClass to) {
        Optional<Matcher> target = place(to);
        if (target.isEmpty()) {
            return true;
        }
        return switch (target.get().group(1)) {
            case "domain", "port" -> true;
            case "adapter" -> {
                String self = place(from).orElseThrow().group(2);
                String other = target.get().group(2);
                yield other.equals(self)
                        || other.equals("wire")
                        || Packages.ADAPTER_SEES.getOrDefault(self, Set.of()).contains(other);
            }
            default -> false;
        };
    }

    private static boolean eraMayBeSeen(JavaClass from, JavaClass to) {
        Matcher era = ERA.matcher(to.getPackageName());
        String self = from.getPackageName();
        return !era.matches()
                || self.startsWith(era.group(1))
                || Packages.ERAS_MEET_IN.stream().anyMatch(self::endsWith);
    }

    private static boolean technologyMayBeUsed(JavaClass from, JavaClass to) {
        String adapter = place(from).map(place -> place.group(2)).orElse("");
        return Packages.TECHNOLOGY_STAYS_IN.entrySet().stream()
                .filter(entry -> (to.getPackageName() + ".").startsWith(entry.getKey() + "."))
                .allMatch(entry -> entry.getValue().contains(adapter));
    }

    /** Group 1 is the layer, group 2 the package below it, for an adapter its name. */
    private static Optional<Matcher> place(JavaClass type) {
        return Optional.of(PLACE.matcher(type.getPackageName())).filter(Matcher::matches);
    }
}
