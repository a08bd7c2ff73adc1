package mesh.adapter.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.peer.AgentType;

/** What hosts send to their hooks, recorded, for a session and a project of one's choice. */
public final class HookSamples {
    private HookSamples() {}

    /** @param event as the host calls it; empty where no sample of it was recorded */
    public static Optional<String> of(AgentType host, String event, String session, Path project) {
        String name = "samples/" + host.wireName() + "/" + event + ".json";
        try (InputStream in = HookSamples.class.getResourceAsStream(name)) {
            if (in == null) return Optional.empty();
            String sample = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(sample.replace("@SESSION@", session).replace("@PROJECT@", escaped(project.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it stands within a JSON string. */
    private static String escaped(String text) {
        String quoted = new JsonWriter().array().value(text).endArray().toString();
        return quoted.substring(2, quoted.length() - 2);
    }
}
