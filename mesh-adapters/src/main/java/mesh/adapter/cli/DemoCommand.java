package mesh.adapter.cli;

import java.io.IOException;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;

/** {@code slm-mesh demo}. */
final class DemoCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("demo", "Shows the mesh at work: three agents, one broker, one story, in a few seconds.")
                .note("Everything is real (processes, protocol, database) and apart from your own mesh: it lives in a"
                        + " temporary folder, and nothing of it is left behind. No agent and no model is needed.");
    }

    @Override
    public int run(Invocation call) throws IOException {
        DemoTeller teller = new DemoTeller(call);
        try (DemoStage stage =
                new DemoStage(call.broker().launcher(), call.terminal().env())) {
            try {
                new DemoStory(stage, teller).tell();
            } catch (IOException e) {
                if (stage.isClosed()) return CommandLine.FAILED; // interrupted: nothing went wrong
                throw e;
            }
        }
        teller.end();
        if (!call.json()) return CommandLine.OK;
        JsonWriter out = Answer.begin();
        teller.write(out);
        return call.answer(out);
    }
}
