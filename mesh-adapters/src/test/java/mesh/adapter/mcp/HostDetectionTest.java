package mesh.adapter.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.domain.peer.AgentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostDetectionTest {
    @ParameterizedTest
    @CsvSource({
        "claude-code,claude-code",
        "codex-mcp-client,codex",
        "gemini-cli-mcp-client,gemini",
        "cursor-vscode,cursor",
        "Visual Studio Code,vscode",
        "Visual Studio Code - Insiders,vscode",
        "windsurf-client,windsurf",
        "antigravity-client,antigravity",
        "opencode,opencode",
        "inspector-client,unknown",
        "claude-ai,unknown"
    })
    void theNameThatTheClientGivesItselfCountsFirst(String clientName, String type) {
        assertEquals(type, type(Optional.of(clientName), Map.of(), List.of()).wireName());
    }

    @ParameterizedTest
    @CsvSource({
        "CLAUDECODE,1,claude-code",
        "CURSOR_TRACE_ID,x,cursor",
        "CURSOR_AGENT,1,cursor",
        "GEMINI_CLI,1,gemini",
        "CODEX_SANDBOX,seatbelt,codex",
        "AI_AGENT,opencode,opencode",
        "AI_AGENT,somebody,unknown",
        "VSCODE_PID,12,vscode"
    })
    void thenTheEnvironment(String variable, String value, String type) {
        assertEquals(
                type,
                type(Optional.of("inspector"), Map.of(variable, value), List.of())
                        .wireName());
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/bin/claude,claude-code",
        "codex,codex",
        "C:\\apps\\Cursor.exe,cursor",
        "windsurf-next,windsurf",
        "code,vscode",
        "bash,unknown"
    })
    void thenTheProcessesAbove(String process, String type) {
        assertEquals(
                type,
                type(Optional.empty(), Map.of(), List.of("sh", process, "init")).wireName());
    }

    @Test
    void theEnvironmentIsNotAskedWhereTheClientIsKnown() {
        assertEquals(AgentType.CODEX, type(Optional.of("codex-mcp-client"), Map.of("CLAUDECODE", "1"), List.of()));
    }

    @Test
    void aClaudeCodeSessionKeepsItsPeerAcrossRestarts() {
        Map<String, String> environment = Map.of("CLAUDE_CODE_SESSION_ID", "abc");

        assertEquals("claude-code:abc", HostDetection.sessionKey(Optional.of("claude-code"), environment));
    }

    @Test
    void programsThatClaudeCodeStartsAreOtherSessions() {
        Map<String, String> environment = Map.of("CLAUDE_CODE_SESSION_ID", "abc", "CLAUDECODE", "1");
        String key = HostDetection.sessionKey(Optional.of("inspector"), environment);

        assertTrue(key.startsWith("mcp:"));
        assertNotEquals(key, HostDetection.sessionKey(Optional.of("inspector"), environment));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-code,CLAUDE_PROJECT_DIR,/p,/p",
        "claude-code,CLAUDE_PROJECT_DIR,relative,/root",
        "codex,CLAUDE_PROJECT_DIR,/p,/root",
        "cursor,WORKSPACE_FOLDER_PATHS,'/a,/b',/a",
        "cursor,OTHER,x,/root"
    })
    void theProjectIsWhatTheHostSaysElseWhatTheClientSays(String client, String variable, String value, String path) {
        assertEquals(path, project(client, Map.of(variable, value), Optional.of("/root")));
    }

    @Test
    void theWorkingDirectoryIsTheLastResort() {
        assertEquals("/cwd", project("cursor", Map.of(), Optional.empty()));
        assertEquals("/cwd", project("cursor", Map.of(), Optional.of("relative")));
    }

    private static String project(String client, Map<String, String> environment, Optional<String> root) {
        Surroundings around = new Surroundings(() -> 1, environment, "/cwd", List::of, Project::at);
        return HostDetection.identify(Optional.of(client), around, () -> root)
                .project()
                .path();
    }

    private static AgentType type(Optional<String> client, Map<String, String> environment, List<String> processes) {
        return HostDetection.agentType(client, environment, () -> processes);
    }
}
