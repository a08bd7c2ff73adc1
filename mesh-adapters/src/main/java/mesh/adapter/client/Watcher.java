package mesh.adapter.client;

/** Learns how a call stands. */
interface Watcher {
    Watcher NONE = (link, id) -> {};

    /** Told of each attempt, once it is on its way. */
    void sent(Link link, long id);

    /** Whether it is not to be tried again. */
    default boolean isGivenUp() {
        return false;
    }
}
