package mesh.adapter.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.domain.Text;

/** What a command threw, as a sentence or a JSON document, and an exit status. */
final class Failure {
    private static final String PROGRAM = "slm-mesh: ";

    private final Throwable thrown;

    private Failure(Throwable thrown) {
        this.thrown = thrown;
    }

    static Failure of(Throwable thrown) {
        return new Failure(thrown instanceof UncheckedIOException ? thrown.getCause() : thrown);
    }

    /** Tells of it. @return the exit status */
    int report(Terminal terminal, boolean json) {
        ErrorCode code = thrown instanceof UsageError ? ErrorCode.INVALID_INPUT : ErrorCode.of(thrown);
        if (json) {
            Answer answer = isForeseen(code) ? ErrorJson.answer(thrown) : ErrorJson.answer(code, sentence());
            terminal.out().println(Text.escaped(answer.text()));
            terminal.out().flush();
        } else {
            Style style = new Style(terminal.coloured());
            terminal.err().println(style.bad(PROGRAM) + Text.clean(sentence()));
        }
        if (isUnforeseen()) thrown.printStackTrace(terminal.err());
        return code.exitStatus();
    }

    /** Whether the wire has its own document for it, with more fields than a sentence. */
    private boolean isForeseen(ErrorCode code) {
        return code != ErrorCode.INTERNAL_ERROR && !(thrown instanceof UsageError);
    }

    /** Whether it is a fault of this program: then the place matters. */
    private boolean isUnforeseen() {
        return !(thrown instanceof UsageError)
                && !(thrown instanceof IOException)
                && ErrorCode.of(thrown) == ErrorCode.INTERNAL_ERROR;
    }

    private String sentence() {
        String message = thrown.getMessage();
        if (thrown instanceof NoSuchFileException) return "there is no " + message;
        if (thrown instanceof FileAlreadyExistsException) return message + " exists already";
        if (thrown instanceof AccessDeniedException) return message + " may not be accessed by this user";
        if (isUnforeseen()) return "failed for a reason nobody foresaw; please report this: " + thrown;
        return message == null ? thrown.toString() : message;
    }
}
