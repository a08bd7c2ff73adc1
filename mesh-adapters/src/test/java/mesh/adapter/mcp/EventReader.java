package mesh.adapter.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import mesh.adapter.wire.JsonObject;

/** Reads Server-Sent Events one by one. */
final class EventReader implements AutoCloseable {
    private final BufferedReader lines;
    private String id = "";

    EventReader(InputStream stream) {
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The data of the next event; comments are passed over. */
    JsonObject next() {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) id = line.substring("id: ".length());
                if (line.startsWith("data: ")) return JsonObject.parse(line.substring("data: ".length()));
            }
            throw new AssertionError("the stream ended");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id of the last event. */
    String id() {
        return id;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
