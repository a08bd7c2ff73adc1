package mesh.adapter.host.hook;

import java.util.List;

/** The hosts whose hooks are known. */
public final class HookDialects {
    public static final HookDialect CLAUDE_CODE = new ClaudeCodeHooks();
    public static final HookDialect CODEX = new CodexHooks();
    public static final HookDialect CURSOR = new CursorHooks();
    public static final HookDialect GEMINI = new GeminiHooks();
    public static final HookDialect WINDSURF = new WindsurfHooks();

    static final List<HookDialect> ALL = List.of(CLAUDE_CODE, CODEX, CURSOR, GEMINI, WINDSURF);

    private HookDialects() {}
}
