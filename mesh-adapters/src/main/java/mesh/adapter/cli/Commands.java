package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;
import mesh.domain.Text;
import mesh.domain.peer.PeerNames;

/**
 * The table of commands. A new one is a class, a line in {@link #named} and a name in {@link #GROUPS}. A command is made
 * when its name is typed, so that its class loads then and no other does. What it cannot do through a mesh it asks of an
 * interface of this package that the composition root implements, as {@link BrokerControl} is.
 */
final class Commands {
    /** What commands are about. */
    record Group(String title, List<String> names) {}

    /** Every command in the order of the help. A name of two words is a command of a concept. */
    static final List<Group> GROUPS = List.of(
            new Group(
                    "The broker (it starts by itself)",
                    List.of("start", "stop", "status", "doctor", "logs", "backup", "clean", "token", "token rotate")),
            new Group("Talk", List.of("peers", "send", "broadcast", "inbox", "watch")),
            new Group("Share", List.of("state get", "state set", "state list", "state delete")),
            new Group(
                    "Lock files",
                    List.of("lock run", "lock acquire", "lock release", "lock renew", "lock list", "lock check")),
            new Group("React", List.of("events", "events emit")),
            new Group("Remember", List.of("recall")),
            new Group("Several machines", List.of("invite", "join", "discover")),
            new Group(
                    "Coding agents",
                    List.of("install", "uninstall", "guard install", "guard uninstall", "guard check")),
            new Group("More", List.of("demo", "bench", "mcp", "hook", "completion", "version", "help")));

    private Commands() {}

    /** The command with this name, of one word or two; null where there is none. */
    static Command named(String name) {
        return switch (name) {
            case "status" -> new StatusCommand();
            case "peers" -> new PeersCommand();
            case "send" -> new SendCommand();
            case "broadcast" -> new BroadcastCommand();
            case "inbox" -> new InboxCommand();
            case "watch" -> new WatchCommand();
            case "state get" -> new StateCommands.Get();
            case "state set" -> new StateCommands.Set();
            case "state list" -> new StateCommands.ListAll();
            case "state delete" -> new StateCommands.Delete();
            case "lock list" -> new LockCommands.ListAll();
            case "lock acquire" -> new LockCommands.Acquire();
            case "lock release" -> new LockCommands.Release();
            case "lock renew" -> new LockCommands.Renew();
            case "lock check" -> new LockCommands.Check();
            case "lock run" -> new LockRunCommand();
            case "events" -> new EventsCommand();
            case "events emit" -> new EmitCommand();
            case "recall" -> new RecallCommand();
            case "start" -> new BrokerCommands.Start();
            case "stop" -> new BrokerCommands.Stop();
            case "clean" -> new BrokerCommands.Clean();
            case "backup" -> new BrokerCommands.Backup();
            case "token" -> new TokenCommands.Show();
            case "token rotate" -> new TokenCommands.Rotate();
            case "invite" -> new LanCommands.Invite();
            case "join" -> new LanCommands.Join();
            case "discover" -> new LanCommands.Discover();
            case "version" -> new VersionCommand();
            case "logs" -> new LogsCommand();
            case "doctor" -> new DoctorCommand();
            case "demo" -> new DemoCommand();
            case "bench" -> new BenchCommand();
            case "mcp" -> new McpCommand();
            case "install" -> new InstallCommand(true);
            case "uninstall" -> new InstallCommand(false);
            case "hook" -> new HookCommand();
            case "guard install" -> new GuardCommands.Hook(true);
            case "guard uninstall" -> new GuardCommands.Hook(false);
            case "guard check" -> new GuardCommands.Check();
            case "completion" -> new CompletionCommand();
            case "help" -> new HelpCommand();
            default -> null;
        };
    }

    /** How many of the first words name a command: 2, 1, or 0 where they name none. */
    static int nameLength(String[] words) {
        if (words.length > 1 && named(words[0] + " " + words[1]) != null) return 2;
        return words.length > 0 && named(words[0]) != null ? 1 : 0;
    }

    /** Every name, in the order of the help. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Group group : GROUPS) names.addAll(group.names());
        return names;
    }

    /** The second words that may follow {@code first}; empty where none may. */
    static List<String> following(String first) {
        List<String> second = new ArrayList<>();
        for (String name : names()) if (name.startsWith(first + " ")) second.add(name.substring(first.length() + 1));
        return second;
    }

    /** What to say to words that name no command. */
    static UsageError unknown(String[] words) {
        List<String> second = following(words[0]);
        if (second.isEmpty()) return unknown("there is no command", words[0], firstWords());
        String choice = "slm-mesh " + words[0] + " is followed by one of: " + String.join(", ", second);
        if (words.length < 2 || words[1].startsWith("-")) return new UsageError(choice);
        return unknown(choice + "; there is no", words[1], second);
    }

    private static UsageError unknown(String lead, String word, List<String> known) {
        List<String> near = PeerNames.nearest(word, known);
        String unknown = lead + " \"" + Text.shown(word, 60) + "\"";
        return new UsageError(
                near.isEmpty() ? unknown + "; see slm-mesh help" : unknown + "; did you mean " + near.get(0) + "?");
    }

    static List<String> firstWords() {
        List<String> words = new ArrayList<>();
        for (String name : names()) {
            String first = name.contains(" ") ? name.substring(0, name.indexOf(' ')) : name;
            if (!words.contains(first)) words.add(first);
        }
        return words;
    }
}
