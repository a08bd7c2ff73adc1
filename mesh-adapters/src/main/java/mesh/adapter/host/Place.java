package mesh.adapter.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where to install, and what the files there have to know.
 *
 * @param scope for every project of this user, or for one project
 * @param home of the user
 * @param project directory of the project
 * @param environment variables by which hosts move their own folders
 * @param system name of the operating system, as Java spells it
 * @param program that the host starts
 * @param hooks where hooks are called over HTTP; empty for hooks that are processes
 */
public record Place(
        Scope scope,
        Path home,
        Path project,
        Map<String, String> environment,
        String system,
        Program program,
        Optional<HookAddress> hooks) {
    /** How far an installation reaches. */
    public enum Scope {
        USER,
        PROJECT
    }

    /** Where the broker takes hook calls. @param token good for hook calls and nothing else */
    public record HookAddress(String url, String token) {
        @Override
        public String toString() {
            return "HookAddress[" + url + "]";
        }
    }

    public Place {
        environment = Map.copyOf(environment);
    }

    boolean isForUser() {
        return scope == Scope.USER;
    }

    /** A folder that a host lets its user move by a variable. */
    Path folder(String variable, String usual) {
        String moved = environment.getOrDefault(variable, "");
        return moved.isBlank() ? home.resolve(usual) : home.resolve(moved);
    }

    boolean has(Path folder) {
        return Files.isDirectory(folder);
    }

    boolean isMac() {
        return system.toLowerCase(Locale.ROOT).startsWith("mac");
    }
}
