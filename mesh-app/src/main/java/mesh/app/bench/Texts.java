package mesh.app.bench;

/** What is sent, set and locked: bodies of calls. */
final class Texts {
    /** A message of usual length. */
    static final int MESSAGE_CHARS = 200;

    private static final String MESSAGE = "m".repeat(MESSAGE_CHARS);

    private Texts() {}

    static String send(String from, String to) {
        return "{\"fromPeer\":\"" + from + "\",\"toPeer\":\"" + to + "\",\"payload\":\"" + MESSAGE + "\"}";
    }

    static String set(String peer, int key) {
        return "{\"action\":\"set\",\"peerId\":\"" + peer + "\",\"key\":\"bench-key-" + key + "\",\"value\":\""
                + MESSAGE + "\"}";
    }

    static String get(int key) {
        return "{\"action\":\"get\",\"key\":\"bench-key-" + key + "\"}";
    }

    /** Twenty messages of a peer, none of them marked. */
    static String inbox(String peer, String filter) {
        return "{\"peerId\":\"" + peer + "\",\"filter\":\"" + filter + "\",\"limit\":20,\"peek\":true}";
    }

    static String lock(String peer, int file) {
        return lockCall("lock", peer, file);
    }

    static String unlock(String peer, int file) {
        return lockCall("unlock", peer, file);
    }

    private static String lockCall(String action, String peer, int file) {
        return "{\"action\":\"" + action + "\",\"peerId\":\"" + peer + "\",\"filePath\":\"/project/src/file-" + file
                + ".txt\"}";
    }
}
