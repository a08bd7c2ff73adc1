package mesh.adapter.cli;

import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;

/** {@code slm-mesh help}. */
final class HelpCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("help", "Lists the commands, or explains one.")
                .argument("command", Syntax.Count.ANY, "the command to explain, such as send or lock run");
    }

    @Override
    public int run(Invocation call) {
        String[] words = call.arguments().words().toArray(new String[0]);
        Help help = new Help(call.terminal());
        if (words.length == 0) {
            if (call.json()) return call.answer(json());
            call.print(help.ofEverything(call.broker().version()));
            return CommandLine.OK;
        }
        boolean concept = words.length == 1 && !Commands.following(words[0]).isEmpty();
        if (!concept && Commands.nameLength(words) != words.length) throw Commands.unknown(words);
        call.print(help.of(String.join(" ", words)));
        return CommandLine.OK;
    }

    private static JsonWriter json() {
        JsonWriter out = Answer.begin().array("commands");
        for (String name : Commands.names()) {
            Syntax syntax = Commands.named(name).syntax();
            out.object()
                    .field("name", name)
                    .field("usage", syntax.usage())
                    .field("summary", syntax.summary())
                    .end();
        }
        return out.endArray();
    }
}
