package mesh.adapter.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import mesh.adapter.host.file.JsonHooks;
import mesh.adapter.host.file.Part;

/** The hooks of one host as its configuration spells them. */
final class HookEntries {
    private final String host;
    private final List<Part> parts = new ArrayList<>();

    HookEntries(String host) {
        this.host = host;
    }

    /** Whether a command or URL in a hook is ours, from whatever installation. */
    static Predicate<String> isOurs(String host) {
        return text -> text.contains("/hooks/" + host)
                || ((text.contains("slm-mesh") || text.contains("mesh.app.Main")) && text.contains(" hook " + host));
    }

    /** Adds one array of hooks at {@code hooks.EVENT}. */
    HookEntries event(String name, List<Map<String, Object>> hooks) {
        parts.add(new JsonHooks(List.of("hooks", name), hooks, isOurs(host)));
        return this;
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** A group as Claude Code, Codex and Gemini CLI have it. @param matcher of tools; empty for all, or none */
    static Map<String, Object> group(String matcher, List<Map<String, Object>> hooks) {
        Map<String, Object> group = new LinkedHashMap<>();
        if (!matcher.isEmpty()) group.put("matcher", matcher);
        group.put("hooks", hooks);
        return group;
    }

    /** A hook that is a process. @param timeout in the unit of the host; 0 leaves it to the host */
    static Map<String, Object> command(String line, int timeout) {
        Map<String, Object> hook = new LinkedHashMap<>();
        hook.put("type", "command");
        hook.put("command", line);
        if (timeout > 0) hook.put("timeout", timeout);
        return hook;
    }
}
