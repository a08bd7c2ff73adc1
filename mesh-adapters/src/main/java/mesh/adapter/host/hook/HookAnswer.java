package mesh.adapter.host.hook;

/** What the host is to be told. */
public sealed interface HookAnswer {
    HookAnswer NOTHING = new Nothing();

    /** Go on. */
    record Nothing() implements HookAnswer {}

    /** Put this before the model, and go on. */
    record Context(String text) implements HookAnswer {}

    /** Do not do it; tell the model why. */
    record Deny(String reason) implements HookAnswer {}

    /** Do not end the turn yet; tell the model why. */
    record GoOn(String reason) implements HookAnswer {}
}
