package mesh.adapter.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a host starts this program.
 *
 * @param command the launcher, and what else comes before its arguments
 * @param environment what it needs to find the right data directory; empty for the default one
 */
public record Program(List<String> command, Map<String, String> environment) {
    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    String executable() {
        return command.get(0);
    }

    List<String> arguments(String... last) {
        List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
        arguments.addAll(List.of(last));
        return arguments;
    }

    /** A line for a POSIX shell. */
    public String shellLine(String... last) {
        List<String> words = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> words.add(name + "=" + quoted(value)));
        for (String word : command) words.add(quoted(word));
        for (String word : last) words.add(quoted(word));
        return String.join(" ", words);
    }

    /** A word as a POSIX shell takes it for itself. */
    public static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "/._-+:@%,".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
