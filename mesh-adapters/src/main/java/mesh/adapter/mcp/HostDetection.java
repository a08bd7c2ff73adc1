package mesh.adapter.mcp;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import mesh.domain.peer.AgentType;

/**
 * Which coding agent talks to this server: by the name that it gives itself in the protocol, else by the environment
 * that it made for its servers, else by the processes above. Pure: it looks at what it is given.
 */
public final class HostDetection {
    private static final String CLAUDE_SESSION = "CLAUDE_CODE_SESSION_ID";
    private static final int MAX_KEY_CHARS = 200;

    private HostDetection() {}

    /**
     * The identity of a session of the stdio server.
     *
     * @param clientName what the client calls itself, if it does
     * @param root the directory that the client says it works in, if it does; asked where nothing else tells
     */
    public static SessionIdentity identify(
            Optional<String> clientName, Surroundings around, Supplier<Optional<String>> root) {
        AgentType type = agentType(clientName, around.environment(), around.ancestors());
        return new SessionIdentity(
                type,
                around.reported().apply(type).orElseGet(() -> sessionKey(clientName, around.environment())),
                around.projects()
                        .apply(projectPath(type, around.environment())
                                .or(root)
                                .filter(HostDetection::isAbsolute)
                                .orElse(around.workingDirectory())),
                around.pid().getAsLong(),
                Optional.empty());
    }

    public static AgentType agentType(
            Optional<String> clientName, Map<String, String> environment, Supplier<List<String>> ancestors) {
        return clientName
                .flatMap(HostDetection::byClientName)
                .or(() -> byEnvironment(environment))
                .or(() -> byProcesses(ancestors.get()))
                .orElse(AgentType.UNKNOWN);
    }

    /** {@code clientInfo.name}: known names, and names built from them ({@code cursor-vscode} is Cursor). */
    public static Optional<AgentType> byClientName(String clientName) {
        String name = clientName.toLowerCase(Locale.ROOT);
        if (name.startsWith("claude-code")) return Optional.of(AgentType.CLAUDE_CODE);
        if (name.startsWith("cursor")) return Optional.of(AgentType.CURSOR);
        if (name.startsWith("codex")) return Optional.of(AgentType.CODEX);
        if (name.startsWith("gemini")) return Optional.of(AgentType.GEMINI);
        if (name.startsWith("windsurf") || name.startsWith("devin")) return Optional.of(AgentType.WINDSURF);
        if (name.startsWith("antigravity")) return Optional.of(AgentType.ANTIGRAVITY);
        if (name.startsWith("opencode")) return Optional.of(AgentType.OPENCODE);
        if (name.startsWith("aider")) return Optional.of(AgentType.AIDER);
        if (name.startsWith("visual studio code") || name.startsWith("vscode")) return Optional.of(AgentType.VSCODE);
        return Optional.empty();
    }

    private static Optional<AgentType> byEnvironment(Map<String, String> environment) {
        if (environment.containsKey("CLAUDECODE")) return Optional.of(AgentType.CLAUDE_CODE);
        if (environment.containsKey("CURSOR_TRACE_ID") || environment.containsKey("CURSOR_AGENT"))
            return Optional.of(AgentType.CURSOR);
        if (environment.containsKey("GEMINI_CLI")) return Optional.of(AgentType.GEMINI);
        for (String variable : environment.keySet())
            if (variable.startsWith("CODEX_")) return Optional.of(AgentType.CODEX);
        Optional<AgentType> named =
                Optional.ofNullable(environment.get("AI_AGENT")).flatMap(HostDetection::byClientName);
        if (named.isPresent()) return named;
        return environment.containsKey("VSCODE_PID") ? Optional.of(AgentType.VSCODE) : Optional.empty();
    }

    /** The nearest process whose program is a known agent. */
    private static Optional<AgentType> byProcesses(List<String> ancestors) {
        for (String ancestor : ancestors) {
            Optional<AgentType> type = byProgram(ancestor);
            if (type.isPresent()) return type;
        }
        return Optional.empty();
    }

    private static Optional<AgentType> byProgram(String process) {
        int slash = Math.max(process.lastIndexOf('/'), process.lastIndexOf('\\'));
        String program = process.substring(slash + 1).toLowerCase(Locale.ROOT);
        if (program.endsWith(".exe")) program = program.substring(0, program.length() - ".exe".length());
        return switch (program) {
            case "claude" -> Optional.of(AgentType.CLAUDE_CODE);
            case "code", "code-insiders", "codium" -> Optional.of(AgentType.VSCODE);
            default -> byClientName(program);
        };
    }

    /**
     * Claude Code names its session to its servers. That counts only for Claude Code itself: programs that it starts
     * inherit the variable and are other sessions.
     */
    public static String sessionKey(Optional<String> clientName, Map<String, String> environment) {
        String session = environment.getOrDefault(CLAUDE_SESSION, "");
        boolean isClaude = clientName.flatMap(HostDetection::byClientName).orElse(null) == AgentType.CLAUDE_CODE;
        if (isClaude && !session.isBlank() && session.length() <= MAX_KEY_CHARS) return "claude-code:" + session;
        return "mcp:" + UUID.randomUUID();
    }

    /** The project as the host says it in the environment of its servers. */
    static Optional<String> projectPath(AgentType type, Map<String, String> environment) {
        String said = switch (type) {
            case CLAUDE_CODE -> environment.getOrDefault("CLAUDE_PROJECT_DIR", "");
            case CURSOR -> firstOf(environment.getOrDefault("WORKSPACE_FOLDER_PATHS", ""));
            default -> "";
        };
        return isAbsolute(said) ? Optional.of(said) : Optional.empty();
    }

    private static String firstOf(String paths) {
        int comma = paths.indexOf(',');
        return comma < 0 ? paths : paths.substring(0, comma);
    }

    private static boolean isAbsolute(String path) {
        try {
            return !path.isBlank() && Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            return false; // not a path at all: the working directory is the better answer
        }
    }
}
