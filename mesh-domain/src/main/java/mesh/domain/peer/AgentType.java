package mesh.domain.peer;

import java.util.stream.Stream;
import mesh.domain.WireName;

/** The coding agent that a peer runs in. */
public enum AgentType implements WireName {
    CLAUDE_CODE,
    CURSOR,
    AIDER,
    CODEX,
    WINDSURF,
    VSCODE,
    GEMINI,
    ANTIGRAVITY,
    OPENCODE,
    UNKNOWN;

    /** The one that is named so; an agent that this version does not know takes part as {@code UNKNOWN}. */
    public static AgentType named(String wireName) {
        return Stream.of(values())
                .filter(type -> type.wireName().equals(wireName))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
