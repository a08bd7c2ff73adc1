package mesh.adapter.cli;

import java.util.List;
import mesh.adapter.wire.Answer;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.Text;
import mesh.port.out.MemoryBridge;

/** {@code slm-mesh recall}. */
final class RecallCommand implements Command {
    private static final int SHOWN_CHARS = 200;

    @Override
    public Syntax syntax() {
        return new Syntax("recall", "Asks SuperLocalMemory what it remembers, of the mesh and otherwise.")
                .argument("query", Syntax.Count.ONE_OR_MORE, "what to look for");
    }

    @Override
    public int run(Invocation call) {
        String query = String.join(" ", call.arguments().words());
        if (query.isBlank()) throw new InvalidInput("query", "must not be empty");
        List<String> lines;
        try (MemoryBridge memory = call.broker().memory()) {
            if (!memory.available())
                throw new Refusal.NotFound(
                        "There is no SuperLocalMemory here: no slm or superlocalmemory on the PATH, or"
                                + " SLM_MESH_MEMORY is off.");
            lines = memory.recall(query);
        }
        if (call.json()) return call.answer(Answer.begin().field("lines", lines));
        for (String line : lines) call.line(Text.clean(line));
        if (lines.isEmpty()) call.line("Nothing is remembered about " + Text.shown(query, SHOWN_CHARS) + ".");
        return CommandLine.OK;
    }
}
