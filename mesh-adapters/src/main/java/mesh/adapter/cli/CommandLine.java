package mesh.adapter.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Arrays;

/**
 * The {@code slm-mesh} command line: words in, an exit status out. The first words choose a command from {@link
 * Commands}; what a command throws becomes a sentence (or a JSON document) and a status here.
 */
public final class CommandLine {
    /** Done. */
    public static final int OK = 0;

    /** Refused or failed. */
    public static final int FAILED = 1;

    /** Wrong usage. */
    public static final int USAGE = 2;

    /** The broker cannot be reached. */
    public static final int NOT_REACHABLE = 3;

    /** Not allowed. */
    public static final int FORBIDDEN = 4;

    private final BrokerControl broker;
    private final Terminal terminal;

    public CommandLine(BrokerControl broker, Terminal terminal) {
        this.broker = requireNonNull(broker);
        this.terminal = requireNonNull(terminal);
    }

    /** Runs one command. Never throws for what the person did, and never exits the process. */
    public int run(String... words) {
        int status;
        try {
            status = dispatch(words);
        } catch (RuntimeException | IOException e) {
            terminal.out().flush();
            status = Failure.of(e).report(terminal, asksForJson(words));
        }
        terminal.err().flush();
        // A reader that went away (a pipe into head) makes whatever was to be told untold.
        return terminal.out().checkError() && status == OK ? FAILED : status;
    }

    private int dispatch(String[] words) throws IOException {
        if (words.length == 0) return withoutCommand();
        switch (words[0]) {
            case "--help", "-h":
                return run("help", words, 1);
            case "--version", "-V":
                return run("version", words, 1);
            case "--json":
                // Wherever it stands: in front, it is moved behind the command.
                return words.length == 1 ? withoutCommand() : dispatch(moved(words));
            default:
        }
        int named = Commands.nameLength(words);
        if (named == 0) {
            if (Commands.following(words[0]).isEmpty() || !asksForHelp(words)) throw Commands.unknown(words);
            return run("help", new String[] {words[0]}, 0);
        }
        return run(named == 2 ? words[0] + " " + words[1] : words[0], words, named);
    }

    private int run(String name, String[] words, int from) throws IOException {
        Command command = Commands.named(name);
        Syntax syntax = command.syntax();
        Arguments arguments;
        try {
            arguments = Arguments.parse(syntax, words, from);
        } catch (UsageError e) {
            throw new UsageError(e.getMessage() + "\nUsage: slm-mesh " + syntax.usage());
        }
        try (Invocation call = new Invocation(arguments, terminal, broker)) {
            if (arguments.has(Syntax.HELP.name())) {
                call.print(new Help(terminal).of(name));
                return OK;
            }
            return command.run(call);
        }
    }

    /** A person who types just the name wants to see how things are; a program that starts it wants MCP. */
    private int withoutCommand() throws IOException {
        if (!terminal.inIsTerminal() || !terminal.outIsTerminal()) return broker.runMcp();
        broker.start();
        int status = run("status", new String[0], 0);
        terminal.err().println("Commands: slm-mesh help");
        return status;
    }

    private static String[] moved(String[] words) {
        String[] moved = new String[words.length];
        int name = Math.max(1, Commands.nameLength(Arrays.copyOfRange(words, 1, words.length)));
        System.arraycopy(words, 1, moved, 0, name);
        moved[name] = words[0];
        System.arraycopy(words, name + 1, moved, name + 1, words.length - name - 1);
        return moved;
    }

    private static boolean asksForJson(String[] words) {
        return asksFor(words, Syntax.JSON);
    }

    private static boolean asksForHelp(String[] words) {
        return asksFor(words, Syntax.HELP);
    }

    private static boolean asksFor(String[] words, Syntax.Option option) {
        for (String word : words) {
            if (word.equals("--")) return false;
            if (option.isWritten(word)) return true;
        }
        return false;
    }
}
