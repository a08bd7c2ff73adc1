package mesh.adapter.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the JDK's HTTP server takes from system properties, once, when its classes load. A property that is set already
 * stays as it is: whoever embeds the mesh may know better.
 */
final class ServerProperties {
    /** Open connections, unless there are too few descriptors for that many; one more is closed at once. */
    static final int MAX_CONNECTIONS = 512;

    private static final int MIN_CONNECTIONS = 8;
    private static final int MAX_HEADERS = 64;
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    /** From the first byte of a request to its last. Seconds, whatever the server's documentation says. */
    private static final int MAX_REQUEST_SECONDS = 15;

    /**
     * From the end of a request to the end of its answer, streams included, which clients then resume. It bounds how long
     * the server counts a connection whose client left while a call was waiting that no thread attends. Where each is
     * attended there is no limit: the server goes by the wall clock, and one that is set would end every wait.
     */
    private static final int MAX_RESPONSE_SECONDS = 30 * 60;

    private static final int IDLE_SECONDS = 60;
    /** What is read and thrown away of a body that was refused, so that its sender gets to read why. */
    private static final int DRAINED_BYTES = 4 * 1024 * 1024;

    private ServerProperties() {}

    /**
     * To be called before anything touches {@code com.sun.net.httpserver}.
     *
     * @param attended whether a thread stays with each call that waits
     */
    static void apply(boolean attended) {
        set("sun.net.httpserver.nodelay", "true"); // or else every answer waits 40 ms for a delayed ACK
        set("jdk.httpserver.maxConnections", Integer.toString(maxConnections()));
        set("sun.net.httpserver.maxIdleConnections", Integer.toString(maxConnections()));
        set("sun.net.httpserver.idleInterval", Integer.toString(IDLE_SECONDS));
        set("sun.net.httpserver.maxReqTime", Integer.toString(MAX_REQUEST_SECONDS));
        if (!attended) set("sun.net.httpserver.maxRspTime", Integer.toString(MAX_RESPONSE_SECONDS));
        set("sun.net.httpserver.maxReqHeaders", Integer.toString(MAX_HEADERS));
        set("sun.net.httpserver.maxReqHeaderSize", Integer.toString(MAX_HEAD_BYTES));
        set("sun.net.httpserver.drainAmount", Integer.toString(DRAINED_BYTES));
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) System.setProperty(property, value);
    }

    /** Half of the descriptors: without one to accept with, the server of JDK 17 never recovers. */
    static int maxConnections() {
        return Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, descriptors() / 2));
    }

    private static int descriptors() {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.isReadable(limits)) return Integer.MAX_VALUE;
        try {
            for (String line : Files.readAllLines(limits)) {
                if (!line.startsWith("Max open files")) continue;
                String soft = line.substring("Max open files".length()).strip().split(" ", 2)[0];
                return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
            }
        } catch (IOException | NumberFormatException e) {
            System.getLogger(ServerProperties.class.getName())
                    .log(System.Logger.Level.DEBUG, "The limit on descriptors cannot be read", e);
        }
        return Integer.MAX_VALUE;
    }
}
