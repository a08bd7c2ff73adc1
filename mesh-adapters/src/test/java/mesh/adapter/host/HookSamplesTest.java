package mesh.adapter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mesh.adapter.host.file.BrokenFile;
import mesh.adapter.host.file.FoundHook;
import mesh.adapter.host.file.HostFile;
import mesh.adapter.host.file.Part;
import mesh.adapter.wire.JsonObject;
import org.junit.jupiter.api.Test;

class HookSamplesTest {
    private static final Place PLACE = new Place(
            Place.Scope.PROJECT,
            Path.of("/home/me"),
            Path.of("/home/me/shop"),
            Map.of(),
            "Linux",
            new Program(List.of("/opt/slm-mesh"), Map.of()),
            Optional.empty());

    @Test
    void everyHookThatIsInstalledIsFoundAgainAndHasASample() throws BrokenFile {
        int found = 0;
        for (Host host : Hosts.ALL) {
            if (host.hooks().isEmpty()) continue;
            for (HostFile file : host.files(PLACE)) {
                if (file.content().isPresent() || !file.path().toString().endsWith("json")) continue;
                String text = "";
                for (Part part : file.parts()) text = part.putInto(text);
                for (FoundHook hook : FoundHook.in(text.getBytes(StandardCharsets.UTF_8), host::isOurHook)) {
                    String sample = HookSamples.of(host.type(), hook.event(), "s1", Path.of("/a \"b\""))
                            .orElseThrow(() -> new AssertionError(host.title() + " " + hook.event()));
                    assertFalse(sample.contains("@SESSION@") || sample.contains("@PROJECT@"), sample);
                    JsonObject.parse(sample);
                    found++;
                }
            }
        }
        assertEquals(10 + 5 + 7 + 2 + 6, found);
    }

    @Test
    void hooksOfOthersAreNotFired() throws BrokenFile {
        String text = """
                {"hooks": {"Stop": [{"hooks": [{"command": "say done"}, {"command": "slm-mesh status"}]}],
                 "PreToolUse": [{"hooks": [{"type": "http", "url": "http://127.0.0.1:7899/hooks/claude-code",
                   "headers": {"Authorization": "Bearer x"}}]}]}}
                """;
        List<FoundHook> found = FoundHook.in(text.getBytes(StandardCharsets.UTF_8), new ClaudeCode()::isOurHook);
        assertEquals(1, found.size());
        assertTrue(found.get(0).isUrl());
        assertEquals("Bearer x", found.get(0).headers().get("Authorization"));
    }

    /** The plugin brings the same hooks, and a monitor where an installation has a hook that wakes. */
    @Test
    void pluginHooksWhatAnInstallationHooks() throws Exception {
        Path plugin = Path.of("..", "mesh-app", "src", "main", "claude-code", "plugin");
        byte[] hooks = Files.readAllBytes(plugin.resolve("hooks/hooks.json"));
        String installed = "";
        for (HostFile file : new ClaudeCode().files(PLACE))
            if (file.purpose().equals("hooks")) for (Part part : file.parts()) installed = part.putInto(installed);
        JsonObject expected = JsonObject.parse(installed).object("hooks");
        JsonObject brought = JsonObject.parse(hooks).object("hooks");
        for (FoundHook hook : FoundHook.in(hooks, new ClaudeCode()::isOurHook)) {
            JsonObject group = brought.objects(hook.event()).get(0);
            JsonObject wanted = expected.objects(hook.event()).get(0);
            assertEquals(wanted.optString("matcher"), group.optString("matcher"), hook.event());
            assertEquals(
                    wanted.objects("hooks").get(0).integer("timeout"),
                    group.objects("hooks").get(0).integer("timeout"));
        }
        assertEquals(8, FoundHook.in(hooks, new ClaudeCode()::isOurHook).size());
        assertTrue(Files.readString(plugin.resolve("monitors/monitors.json")).contains("--monitor"));
        assertEquals(
                "slm-mesh",
                JsonObject.parse(Files.readAllBytes(plugin.resolve(".claude-plugin/plugin.json")))
                        .string("name"));
        assertTrue(JsonObject.parse(Files.readAllBytes(plugin.resolve(".mcp.json")))
                .object("mcpServers")
                .has("slm-mesh"));
    }
}
