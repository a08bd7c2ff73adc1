package mesh.adapter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mesh.adapter.http.RawHttp.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    /** One sample of the text format: name, labels, value. */
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)(\\{[a-z]+=\"[^\"]*\"(?:,[a-z]+=\"[^\"]*\")*\\})? ([-+0-9.eE]+|\\+Inf)");

    private ApiUnderTest api;

    @BeforeEach
    void start() throws IOException {
        api = new ApiUnderTest();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** The value of a sample, as the text spells its name and labels. */
    static long sample(String text, String name) {
        for (String line : text.split("\n"))
            if (line.startsWith(name + " ")) return Long.parseLong(line.substring(name.length() + 1));
        return fail("There is no sample " + name + " in\n" + text);
    }

    @Test
    void everySampleBelongsToAFamilyThatSaysHelpAndType() throws IOException {
        api.join("amber");
        api.post("/send", "{}");
        Response metrics = api.get("/metrics");
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8", metrics.headers().get("content-type"));
        Map<String, String> types = new HashMap<>();
        Map<String, String> helps = new HashMap<>();
        for (String line : metrics.text().split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                assertEquals(null, helps.put(words[2], words[3]), "HELP twice: " + line);
            } else if (line.startsWith("# TYPE ")) {
                assertEquals(null, types.put(words[2], words[3]), "TYPE twice: " + line);
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertTrue(sample.matches(), line);
                String family = sample.group(1).replaceFirst("_(bucket|sum|count)$", "");
                assertTrue(helps.containsKey(family) && types.containsKey(family), line);
                if (types.get(family).equals("counter")) assertTrue(family.endsWith("_total"), line);
            }
        }
        assertTrue(types.containsValue("histogram") && types.containsValue("gauge"));
    }

    @Test
    void countersAndGaugesSayWhatHappened() throws IOException {
        String amber = api.join("amber");
        api.join("blue");
        api.ok("/send", HttpCallsTest.send(amber, "blue", "hi"));
        api.ok("/send", HttpCallsTest.send(amber, "blue", "hi"));
        api.post("/send", "{}");
        api.get("/nothing");
        String text = api.get("/metrics").text();
        assertEquals(1, sample(text, "mesh_up"));
        assertEquals(2, sample(text, "mesh_peers{status=\"active\"}"));
        assertEquals(2, sample(text, "mesh_messages_undelivered"));
        assertEquals(2, sample(text, "mesh_calls_total{call=\"send\",status=\"200\"}"));
        assertEquals(1, sample(text, "mesh_calls_total{call=\"send\",status=\"400\"}"));
        assertEquals(1, sample(text, "mesh_refused_total{code=\"not_found\"}"));
        assertEquals(3, sample(text, "mesh_call_duration_seconds_count{call=\"send\"}"));
        assertEquals(3, sample(text, "mesh_call_duration_seconds_bucket{call=\"send\",le=\"+Inf\"}"));
    }

    @Test
    void metricsGoOnWhileTheStoreDoesNotAnswer() throws IOException {
        api.mesh.store().close();
        String text = api.get("/metrics").text();
        assertEquals(0, sample(text, "mesh_up"));
        Response health = api.get("/health");
        assertEquals(503, health.status());
        assertEquals("store_unavailable", health.code());
        assertEquals(503, api.get("/status").status());
    }
}
