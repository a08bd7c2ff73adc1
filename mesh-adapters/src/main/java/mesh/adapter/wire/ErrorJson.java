package mesh.adapter.wire;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.message.SendOutcome;
import mesh.domain.state.PutOutcome;
import mesh.port.in.MeshUnavailable;

/** Failures: from what was thrown to the body of an answer, and back to the same exception on the client's side. */
public final class ErrorJson {

    private ErrorJson() {}

    /** A failure with nothing but its sentence and code. */
    public static Answer answer(ErrorCode code, String sentence) {
        return of(code, begin(code, sentence));
    }

    /** The answer for something thrown. What is not meant for callers is logged and answered without details. */
    public static Answer answer(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        ErrorCode code = codeOf(cause);
        if (code == ErrorCode.INTERNAL_ERROR) {
            log().log(Level.ERROR, "A call failed unexpectedly", cause);
            return answer(code, "The broker failed at this call; its log says why.");
        }
        if (cause instanceof CancellationException)
            return answer(code, "The wait was ended before anything came of it; nothing was done. Try again.");
        JsonWriter out = begin(code, cause.getMessage());
        if (cause instanceof InvalidInput invalid) out.field("field", invalid.field());
        if (cause instanceof Refusal.UnknownPeer unknown) out.field("suggestions", unknown.suggestions());
        if (cause instanceof Refusal.RateLimited limited)
            return of(code, out.field("retryAfterMs", limited.retryAfter().toMillis()), limited.retryAfter());
        return of(code, out);
    }

    /** Starts the object of a failure. */
    static JsonWriter begin(ErrorCode code, String sentence) {
        return new JsonWriter()
                .object()
                .field("ok", false)
                .field("error", sentence)
                .field("code", code.text());
    }

    /** Ends the object of a failure. */
    static Answer of(ErrorCode code, JsonWriter begun) {
        return of(code, begun, Duration.ZERO);
    }

    private static Answer of(ErrorCode code, JsonWriter begun, Duration retryAfter) {
        return new Answer(code.httpStatus(), begun.end().bytes(), retryAfter);
    }

    static Answer unknownRecipient(SendOutcome.UnknownRecipient unknown) {
        String sentence = new Refusal.UnknownPeer(unknown.asked(), unknown.suggestions()).getMessage();
        return of(
                ErrorCode.UNKNOWN_PEER,
                begin(ErrorCode.UNKNOWN_PEER, sentence)
                        .field("toPeer", unknown.asked())
                        .field("suggestions", unknown.suggestions()));
    }

    static Answer versionMismatch(PutOutcome.Mismatch mismatch) {
        String sentence = mismatch.current()
                .map(entry -> "Somebody changed it: it has version " + entry.version()
                        + " now. Look at the entry and try again with that version.")
                .orElse("There is no such entry (any more). To create it, use ifVersion 0.");
        JsonWriter out = begin(ErrorCode.VERSION_MISMATCH, sentence);
        StateJson.writeEntry(out, mismatch.current());
        return of(ErrorCode.VERSION_MISMATCH, out);
    }

    static ErrorCode codeOf(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof InvalidInput) return ErrorCode.INVALID_INPUT;
        if (cause instanceof Refusal.UnknownPeer) return ErrorCode.UNKNOWN_PEER;
        if (cause instanceof Refusal.Forbidden) return ErrorCode.FORBIDDEN;
        if (cause instanceof Refusal.NotFound) return ErrorCode.NOT_FOUND;
        if (cause instanceof Refusal.RateLimited) return ErrorCode.RATE_LIMITED;
        if (cause instanceof Refusal.LimitReached) return ErrorCode.LIMIT_REACHED;
        if (cause instanceof CancellationException) return ErrorCode.SHUTTING_DOWN;
        if (cause instanceof MeshUnavailable unavailable)
            return switch (unavailable.reason()) {
                case STORE_UNAVAILABLE -> ErrorCode.STORE_UNAVAILABLE;
                case STORAGE_FULL -> ErrorCode.STORAGE_FULL;
                case SHUTTING_DOWN -> ErrorCode.SHUTTING_DOWN;
                case NOT_REACHABLE -> ErrorCode.NOT_REACHABLE;
            };
        return ErrorCode.INTERNAL_ERROR;
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    /** What a failure says, as the exception that caused it; outcomes have their own readers. */
    public static RuntimeException read(JsonObject failure) {
        String sentence = failure.optString("error").orElse("The broker gave no reason.");
        ErrorCode code = failure.optString("code").flatMap(ErrorCode::of).orElse(ErrorCode.INTERNAL_ERROR);
        return switch (code) {
            case INVALID_INPUT, LENGTH_REQUIRED, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, METHOD_NOT_ALLOWED ->
                invalidInput(failure.optString("field").orElse("body"), sentence);
            case UNAUTHORIZED, FORBIDDEN -> new Refusal.Forbidden(sentence);
            case UNKNOWN_PEER -> Refusal.UnknownPeer.retold(sentence, failure.strings("suggestions"));
            case RATE_LIMITED ->
                Refusal.RateLimited.retold(
                        sentence,
                        Duration.ofMillis(failure.optLong("retryAfterMs").orElse(1_000L)));
            case NOT_FOUND -> new Refusal.NotFound(sentence);
            case CANCELLED -> new CancellationException(sentence);
            case LIMIT_REACHED, LOCK_HELD, VERSION_MISMATCH, WOULD_DEADLOCK, STALE_TOKEN ->
                new Refusal.LimitReached(sentence);
            case STORAGE_FULL -> new MeshUnavailable(MeshUnavailable.Reason.STORAGE_FULL, sentence);
            case SHUTTING_DOWN -> new MeshUnavailable(MeshUnavailable.Reason.SHUTTING_DOWN, sentence);
            case NOT_REACHABLE -> new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, sentence);
            case STORE_UNAVAILABLE, INTERNAL_ERROR ->
                new MeshUnavailable(MeshUnavailable.Reason.STORE_UNAVAILABLE, sentence);
        };
    }

    private static InvalidInput invalidInput(String field, String sentence) {
        return sentence.startsWith(field + " ")
                ? new InvalidInput(field, sentence.substring(field.length() + 1))
                : new InvalidInput(field, "was refused: " + sentence);
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static Logger log() {
        return System.getLogger(ErrorJson.class.getName());
    }
}
