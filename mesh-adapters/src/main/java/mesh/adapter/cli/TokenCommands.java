package mesh.adapter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mesh.adapter.wire.Answer;

/** {@code slm-mesh token ...}: the bearer token of the local HTTP API. The token itself is never printed. */
final class TokenCommands {
    private TokenCommands() {}

    /** {@code token}. */
    static final class Show implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("token", "Prints the path of the file that holds the API's bearer token.")
                    .note(
                            "For curl: -H \"Authorization: Bearer $(cat \"$(slm-mesh token)\")\". Whoever can read the file"
                                    + " can do everything, so it is readable by you alone.");
        }

        @Override
        public int run(Invocation call) throws IOException {
            Path file = call.broker().tokenFile();
            if (call.json())
                return call.answer(
                        Answer.begin().field("tokenFile", file.toString()).field("exists", Files.exists(file)));
            call.line(file.toString());
            if (!Files.exists(file)) call.remark("It does not exist yet; the broker makes it when it first starts.");
            return CommandLine.OK;
        }
    }

    /** {@code token rotate}. */
    static final class Rotate implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                            "token rotate",
                            "Replaces the API's bearer token, and the secret that joined machines share.")
                    .note(
                            "The old ones are refused from then on. Clients on this machine that read the token from its file"
                                    + " (all of slm-mesh's own) go on by themselves; other machines lose their links within a"
                                    + " second and need a new invitation.");
        }

        @Override
        public int run(Invocation call) {
            call.broker().rotateToken();
            if (call.json())
                return call.answer(Answer.begin()
                        .field("tokenFile", call.broker().tokenFile().toString()));
            call.line("There is a new token in " + call.broker().tokenFile());
            return CommandLine.OK;
        }
    }
}
