package mesh.adapter.cli;

import mesh.adapter.wire.Answer;

/** {@code slm-mesh version}. */
final class VersionCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("version", "Shows the version of this program and of the Java that it runs on.");
    }

    @Override
    public int run(Invocation call) {
        String java = System.getProperty("java.version");
        if (call.json())
            return call.answer(
                    Answer.begin().field("version", call.broker().version()).field("java", java));
        call.line("slm-mesh " + call.broker().version() + " (Java " + java + ")");
        return CommandLine.OK;
    }
}
