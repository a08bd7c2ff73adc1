package mesh.adapter.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that the broker serves over HTTP beside its calls, behind the same guards: who asks has shown the token, sits
 * on this machine and is no web page of another origin. Called by many threads at a time.
 */
@FunctionalInterface
public interface HttpGuest {
    /** Serves one request, at once or later; something thrown is an internal error. */
    void serve(Request request, Reply reply) throws IOException;

    /**
     * What was asked.
     *
     * @param path as it was sent, percent-encoded
     * @param query as it was sent; empty where there was none
     * @param headers by name in lower case, each with its values
     * @param body JSON by its Content-Type, read and within the limit; empty where there was none
     */
    record Request(String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
        /** The first value of a header, whatever the case of its name. */
        public Optional<String> header(String name) {
            List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
        }
    }

    /** Where the answer goes: exactly one of the {@code send} methods or {@link #stream} is to be called, once. */
    interface Reply {
        /** Sets a header of the answer. */
        Reply header(String name, String value);

        /** Answers with a body. A client that is gone is no error. @return whether it can have the answer */
        boolean send(int status, String contentType, byte[] body);

        /** Answers without a body. */
        void send(int status);

        /**
         * Begins an answer whose end is not known. Each write is on its way at once; it fails when the client is gone or
         * does not read. Closing ends the answer.
         */
        OutputStream stream(int status, String contentType) throws IOException;
    }
}
