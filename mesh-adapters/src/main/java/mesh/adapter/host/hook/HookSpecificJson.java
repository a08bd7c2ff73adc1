package mesh.adapter.host.hook;

import mesh.adapter.wire.JsonWriter;

/** The form of answers that Claude Code introduced and Codex took over. */
final class HookSpecificJson {
    private HookSpecificJson() {}

    static HookOutput write(String eventName, HookResult result) {
        HookAnswer answer = result.answer();
        if (answer instanceof HookAnswer.Nothing && result.note().isEmpty()) return HookOutput.SILENT;
        JsonWriter out = new JsonWriter().object();
        result.note().ifPresent(note -> out.field("systemMessage", note));
        if (answer instanceof HookAnswer.Context context) {
            out.object("hookSpecificOutput")
                    .field("hookEventName", eventName)
                    .field("additionalContext", context.text())
                    .end();
        } else if (answer instanceof HookAnswer.Deny deny) {
            out.object("hookSpecificOutput")
                    .field("hookEventName", eventName)
                    .field("permissionDecision", "deny")
                    .field("permissionDecisionReason", deny.reason())
                    .end();
        } else if (answer instanceof HookAnswer.GoOn goOn) {
            out.field("decision", "block").field("reason", goOn.reason());
        }
        return HookOutput.json(out.end().toString());
    }
}
