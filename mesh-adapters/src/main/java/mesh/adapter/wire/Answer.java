package mesh.adapter.wire;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a call came to: an HTTP status and a JSON object in UTF-8 that says {@code "ok"}. The array is not copied.
 *
 * @param retryAfter when to try again; zero says nothing about that
 */
public record Answer(int status, byte[] body, Duration retryAfter) {
    public static final Answer OK = of(begin());

    public Answer {
        requireNonNull(body);
        requireNonNull(retryAfter);
    }

    /** Starts the object of a success. */
    public static JsonWriter begin() {
        return new JsonWriter().object().field("ok", true);
    }

    /** Ends the object of a success. */
    public static Answer of(JsonWriter begun) {
        return new Answer(200, begun.end().bytes(), Duration.ZERO);
    }

    public boolean isOk() {
        return status == 200;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
