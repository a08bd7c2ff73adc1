package mesh.adapter.cli;

/** {@code slm-mesh mcp}. */
final class McpCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("mcp", "Serves MCP on standard input and output; this is what coding agents start.")
                .note("Claude Code: claude mcp add --scope user slm-mesh -- slm-mesh mcp")
                .note("Other hosts: a stdio server with the command slm-mesh and the argument mcp. Without a terminal,"
                        + " slm-mesh alone does the same.");
    }

    @Override
    public int run(Invocation call) {
        return call.broker().runMcp();
    }
}
