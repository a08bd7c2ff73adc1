package mesh.adapter.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Text;

/** {@code slm-mesh install} and {@code slm-mesh uninstall}: the mesh in the configuration of a coding-agent host. */
final class InstallCommand implements Command {
    static final String USER = "--user";
    static final String PROJECT = "--project";
    static final String HTTP = "--http";
    static final String DRY_RUN = "--dry-run";
    private static final int MAX_LINE_CHARS = 160;

    /** The hosts, for help and completion; what they are is the program's to know. */
    private static final String[] HOSTS = {
        "claude-code", "cursor", "codex", "vscode", "windsurf", "gemini", "antigravity", "aider"
    };

    private final boolean install;

    InstallCommand(boolean install) {
        this.install = install;
    }

    @Override
    public Syntax syntax() {
        Syntax syntax = install
                ? new Syntax(
                        "install",
                        "Puts the mesh into a coding agent: MCP server, hooks, rules, as far as it knows them.")
                : new Syntax(
                        "uninstall",
                        "Takes the mesh out of a coding agent again, and leaves everything else as it is.");
        syntax.argument("host", Syntax.Count.ONE, "which coding agent", HOSTS)
                .flag(USER, "for all your projects (the default)")
                .flag(PROJECT, "for the project in the current directory");
        if (install) syntax.flag(HTTP, "let hooks call the broker over HTTP, where the agent can: faster");
        syntax.flag(DRY_RUN, "show what would change, and change nothing");
        return install
                ? syntax.note(
                        "Files of yours are added to, never rewritten: comments, order and layout stay, and what they"
                                + " held before is kept. A file that cannot be understood is left alone and named.")
                : syntax.note(
                        "A file that nobody changed since comes back byte for byte; from any other only what is ours"
                                + " is taken.");
    }

    @Override
    public int run(Invocation call) throws IOException {
        Arguments arguments = call.arguments();
        if (arguments.has(USER) && arguments.has(PROJECT))
            throw new UsageError(USER + " and " + PROJECT + " exclude each other");
        HostControl.Plan plan = call.broker()
                .hosts()
                .plan(new HostControl.Wish(
                        arguments.word(0),
                        install,
                        !arguments.has(PROJECT),
                        install && arguments.has(HTTP),
                        call.terminal().directory()));
        return carryOut(call, plan, arguments.has(DRY_RUN));
    }

    /** Shows a plan and makes it true. @return exit status */
    static int carryOut(Invocation call, HostControl.Plan plan, boolean dryRun) {
        List<String> failures = new ArrayList<>();
        boolean changed = false;
        for (HostControl.Change change : plan.changes()) {
            if (!call.json()) show(call, change);
            change.problem().ifPresent(problem -> failures.add(change.file() + ": " + problem));
            if (dryRun || !isChange(change)) continue;
            try {
                plan.apply(change);
                changed = true;
            } catch (IOException e) {
                failures.add(change.file() + ": " + e.getMessage());
            }
        }
        if (call.json()) return answer(call, plan, dryRun, failures);
        for (String failure : failures) call.refuse("left alone: " + failure);
        if (dryRun) call.remark("Nothing was changed.");
        else if (changed) plan.notes().forEach(call::line);
        else if (failures.isEmpty()) call.line("Everything is as it should be already.");
        return failures.isEmpty() ? CommandLine.OK : CommandLine.FAILED;
    }

    private static boolean isChange(HostControl.Change change) {
        return change.kind() != HostControl.Kind.UNCHANGED && change.kind() != HostControl.Kind.LEFT_ALONE;
    }

    private static void show(Invocation call, HostControl.Change change) {
        if (change.kind() == HostControl.Kind.UNCHANGED) return;
        String done = switch (change.kind()) {
            case CREATED -> "new";
            case REMOVED -> "removed";
            default -> "changed";
        };
        if (isChange(change))
            call.line(call.style().bold(change.file().toString()) + "  " + change.purpose() + ", " + done);
        // A file of our own is not worth reading twice.
        boolean ours =
                change.kind() == HostControl.Kind.REMOVED || change.purpose().startsWith("skill");
        if (ours) return;
        for (String line : change.difference()) {
            String text = "    " + Text.clean(line.substring(0, Math.min(line.length(), MAX_LINE_CHARS)));
            call.line(
                    line.startsWith("+")
                            ? call.style().good(text)
                            : line.startsWith("-") ? call.style().bad(text) : text);
        }
    }

    private static int answer(Invocation call, HostControl.Plan plan, boolean dryRun, List<String> failures) {
        JsonWriter out = failures.isEmpty()
                ? Answer.begin()
                : new JsonWriter().object().field("ok", false).field("error", String.join("; ", failures));
        out.field("dryRun", dryRun).array("changes");
        for (HostControl.Change change : plan.changes())
            out.object()
                    .field("file", change.file().toString())
                    .field("purpose", change.purpose())
                    .field("change", change.kind().name().toLowerCase(Locale.ROOT))
                    .field("problem", change.problem())
                    .end();
        out.endArray().array("notes");
        plan.notes().forEach(out::value);
        call.answer(out.endArray());
        return failures.isEmpty() ? CommandLine.OK : CommandLine.FAILED;
    }
}
