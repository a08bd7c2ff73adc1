package mesh.adapter.host.hook;

/** What a hook process leaves: text for its two streams, and its exit status. */
public record HookOutput(String out, String err, int status) {
    /** A host reads this as "go on". */
    static final HookOutput SILENT = new HookOutput("", "", 0);

    /** A host reads this status as "no", with {@code err} as the reason. */
    public static final int BLOCK = 2;

    static HookOutput json(String json) {
        return new HookOutput(json, "", 0);
    }
}
