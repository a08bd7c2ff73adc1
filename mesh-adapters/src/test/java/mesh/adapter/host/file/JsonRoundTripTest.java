package mesh.adapter.host.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Over random documents, in random layout, with random comments. */
class JsonRoundTripTest {
    private static final JsonMember MEMBER =
            new JsonMember(List.of("servers", "all"), "slm-mesh", Map.of("command", "x"), List.of());
    private static final JsonHooks HOOKS = new JsonHooks(
            List.of("servers", "hooks"), List.of(Map.of("command", "slm-mesh")), text -> text.equals("slm-mesh"));

    @Property(tries = 400)
    void whatIsPutInCanBeTakenOutAgain(@ForAll long seed) throws BrokenFile {
        String before = new RandomDocument(new Random(seed)).text();
        String after = HOOKS.putInto(MEMBER.putInto(before));

        assertTrue(
                JsonText.parse(after).at(List.of("servers", "all", "slm-mesh")).isPresent(), after);
        assertEquals(after, HOOKS.putInto(MEMBER.putInto(after)));
        assertEquals(comments(before), comments(after));
        assertSame(before, MEMBER.takeOutOf(HOOKS.takeOutOf(after, Optional.of(before)), Optional.of(before)));
        assertSame(before, HOOKS.takeOutOf(MEMBER.takeOutOf(after, Optional.of(before)), Optional.of(before)));
    }

    /** A container without values may have other blanks before its closing bracket; all else is the same. */
    private static void assertSame(String before, String after) {
        assertEquals(withoutBlanksInEmptyContainers(before), withoutBlanksInEmptyContainers(after));
    }

    private static String withoutBlanksInEmptyContainers(String text) {
        return text.replaceAll("([\\[{]|\\*/)\\s+([\\]}])", "$1$2");
    }

    private static long comments(String text) {
        return text.chars().filter(c -> c == '#').count();
    }

    /** Draws a document that holds {@code servers} most of the time, and {@code all} and {@code hooks} in it. */
    private static final class RandomDocument {
        private final Random random;
        private final String newline;
        private final StringBuilder out = new StringBuilder();

        RandomDocument(Random random) {
            this.random = random;
            this.newline = random.nextBoolean() ? "\n" : "\r\n";
        }

        String text() {
            object(0, List.of("a", "servers", "z"));
            return out.append(random.nextBoolean() ? newline : "").toString();
        }

        private void object(int depth, List<String> names) {
            out.append('{');
            boolean first = true;
            for (String name : names) {
                if (random.nextInt(5) == 0) continue;
                if (!first) out.append(',');
                first = false;
                gap();
                out.append('"').append(name).append("\":");
                if (random.nextBoolean()) out.append(' ');
                if (name.equals("servers")) object(depth + 1, List.of("all", "hooks", "other"));
                else if (name.equals("all")) object(depth + 1, List.of("x", "y"));
                else if (name.equals("hooks")) array();
                else out.append(random.nextBoolean() ? "\"v\\\"{,//\"" : "-1.5e3");
            }
            if (!first && random.nextInt(4) == 0) out.append(',');
            gap();
            out.append('}');
        }

        private void array() {
            out.append('[');
            int size = random.nextInt(3);
            for (int i = 0; i < size; i++) {
                if (i > 0) out.append(',');
                gap();
                out.append(random.nextBoolean() ? "{\"command\": \"theirs\"}" : "{}");
            }
            gap();
            out.append(']');
        }

        private void gap() {
            switch (random.nextInt(6)) {
                case 0 -> out.append(newline).append("  ".repeat(random.nextInt(4)));
                case 1 -> out.append(' ');
                case 2 -> out.append(" // #").append(newline).append(' ');
                case 3 -> out.append("/* # */");
                case 4 -> out.append(newline).append("\t// #").append(newline).append('\t');
                default -> {
                    // nothing between
                }
            }
        }
    }
}
