package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Text;

/** Tells the story on the terminal as it happens, and how long each part of it took. */
final class DemoTeller {
    private static final int MAX_COLUMNS = 110;
    private static final int MAX_REPLY_LINES = 12;

    private final Invocation call;
    private final int columns;
    private final List<String> steps = new ArrayList<>();
    private final List<Long> millis = new ArrayList<>();
    private final long begun = System.nanoTime();
    private long stepBegun;

    DemoTeller(Invocation call) {
        this.call = call;
        this.columns = Math.min(MAX_COLUMNS, call.terminal().columns());
    }

    /** Begins the next part. @param why what a newcomer should know about it */
    void step(String title, String why) {
        endStep();
        steps.add(title);
        stepBegun = System.nanoTime();
        say("");
        say(call.style().bold(steps.size() + ". " + title));
        remark(why);
    }

    private void endStep() {
        if (steps.size() == millis.size()) return;
        long took = (System.nanoTime() - stepBegun) / 1_000_000;
        millis.add(took);
        say("   " + call.style().dim("done in " + took + " ms"));
    }

    /** A sentence of the storyteller's. */
    void remark(String text) {
        for (String line : folded("   " + text, "   ")) say(line);
    }

    /** An agent calls a tool. */
    void asks(String agent, String tool, String arguments) {
        List<String> lines = folded("   " + agent + " > " + tool + " " + arguments, "        ");
        say("   " + call.style().name(agent) + lines.get(0).substring(3 + agent.length()));
        for (int i = 1; i < lines.size(); i++) say(lines.get(i));
    }

    /** What it is told. */
    void told(McpChild.Reply reply) {
        List<String> lines = new ArrayList<>();
        for (String line : reply.text().split("\n")) lines.addAll(folded("     | " + Text.line(line), "     |   "));
        for (int i = 0; i < lines.size() && i <= MAX_REPLY_LINES; i++) {
            String line = i == MAX_REPLY_LINES ? "     | ..." : lines.get(i);
            say(reply.refused() ? call.style().warning(line) : line);
        }
    }

    /** The line in pieces that fit, broken at blanks where there are some. */
    private List<String> folded(String line, String indent) {
        List<String> pieces = new ArrayList<>();
        String left = line;
        while (left.length() > columns) {
            int blank = left.lastIndexOf(' ', columns);
            int end = blank > indent.length() ? blank : columns;
            pieces.add(left.substring(0, end));
            left = indent + left.substring(end).stripLeading();
        }
        pieces.add(left);
        return pieces;
    }

    private void say(String line) {
        if (call.json()) return;
        call.line(line);
        call.flush();
    }

    /** The story is over. */
    void end() {
        endStep();
        say("");
        say(call.style().good("That was slm-mesh, in " + totalMillis() + " ms.") + " Nothing was left behind.");
        say("Give it to your agents:  claude mcp add --scope user slm-mesh -- slm-mesh mcp");
        say("Take part yourself:      slm-mesh peers, send, inbox, watch; all of it: slm-mesh help");
    }

    private long totalMillis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    void write(JsonWriter out) {
        out.array("steps");
        for (int i = 0; i < steps.size(); i++)
            out.object()
                    .field("step", i + 1)
                    .field("title", steps.get(i))
                    .field("millis", millis.get(i))
                    .end();
        out.endArray().field("totalMillis", totalMillis());
    }
}
