package mesh.app;

import mesh.adapter.cli.CommandLine;
import mesh.adapter.cli.HostControl;
import mesh.adapter.cli.Terminal;

/** Entry point of the {@code slm-mesh} program. */
public final class Main {
    private Main() {}

    /**
     * Runs one command, a broker, or the MCP server of a session, and ends the process.
     *
     * @param words the words after {@code slm-mesh}
     */
    public static void main(String[] words) {
        String command = words.length == 0 ? "" : words[0];
        if (words.length > 1 && command.equals("start")) {
            BrokerLog.keepUntilTheEnd();
            HeadStart.ofBroker();
        } else if (command.equals("mcp")) HeadStart.ofSession();
        else if (!command.equals("version")) HeadStart.ofCaller(); // it answers without a broker
        LocalControl control = new LocalControl(System.getenv());
        System.exit(run(words, control));
    }

    /** What agents start most often pays for nothing else. */
    private static int run(String[] words, LocalControl control) {
        if (words.length == 1 && words[0].equals("mcp")) return control.runMcp();
        if (words.length == 2 && words[0].equals("hook") && !words[1].startsWith("-"))
            return control.hosts().runHook(words[1], HostControl.HookMode.CALL);
        return new CommandLine(control, Terminal.ofProcess()).run(words);
    }
}
