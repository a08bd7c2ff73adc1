package mesh.domain.peer;

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
    UNKNOWN
}
