package mesh.adapter.cli;

/** {@code slm-mesh hook}: what a coding agent starts at its hooks. */
final class HookCommand implements Command {
    private static final String WAKE = "--wake";
    private static final String MONITOR = "--monitor";
    private static final String[] HOSTS = {"claude-code", "cursor", "codex", "windsurf", "gemini"};

    @Override
    public Syntax syntax() {
        return new Syntax("hook", "Answers a hook of a coding agent; slm-mesh install sets it up.")
                .argument("host", Syntax.Count.ONE, "whose hook it is", HOSTS)
                .flag(WAKE, "wait until the idle session has mail, then end with the status that wakes it")
                .flag(MONITOR, "print a line whenever the idle session has mail")
                .note("It reads the agent's JSON on standard input and writes its answer in the agent's form. Where the"
                        + " broker is silent for 250 ms, the answer is to go on.");
    }

    @Override
    public int run(Invocation call) {
        Arguments arguments = call.arguments();
        if (arguments.has(WAKE) && arguments.has(MONITOR))
            throw new UsageError(WAKE + " and " + MONITOR + " exclude each other");
        HostControl.HookMode mode = HostControl.HookMode.CALL;
        if (arguments.has(WAKE)) mode = HostControl.HookMode.WAKE;
        if (arguments.has(MONITOR)) mode = HostControl.HookMode.MONITOR;
        return call.broker().hosts().runHook(arguments.word(0), mode);
    }
}
