package mesh.app;

import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import mesh.adapter.http.HttpApi;
import mesh.adapter.wire.JsonObject;
import mesh.domain.event.EventType;

/**
 * What a process is going to need, made ready by a second thread while the first one still reads its settings: the first
 * use of a few classes, of the JDK's sockets above all, takes most of the time of a short process. Nothing depends on it:
 * what fails here fails again where it is needed, and is told there.
 */
final class HeadStart {
    private static final String SELECTORS = "java.nio.channels.spi.SelectorProvider";
    private static final String ON_LINUX = "sun.nio.ch.EPollSelectorProvider";

    private HeadStart() {}

    @FunctionalInterface
    private interface Need {
        void meet() throws Exception;
    }

    /** Of a process that calls a broker. */
    static void ofCaller() {
        nameSelectors();
        begin(() -> {
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
            JsonObject.parse(new byte[] {'{', '}'});
        });
    }

    /** Of a broker. */
    static void ofBroker() {
        nameSelectors();
        begin(() -> {
            meet(() -> Stores.prepare(System.getenv()));
            HttpApi.prepare();
            EventType.PEER_JOINED.isBuiltIn(); // the first hash of a record takes 15 ms
        });
    }

    /** The JDK opens every jar in search of another provider than its own, unless one is named. */
    private static void nameSelectors() {
        if (System.getProperty(SELECTORS) != null) return;
        try {
            Class.forName(ON_LINUX, false, null);
            System.setProperty(SELECTORS, ON_LINUX);
        } catch (ClassNotFoundException e) {
            // another system, or another JDK: it will search
        }
    }

    private static void begin(Need need) {
        Thread thread = new Thread(() -> meet(need), "mesh-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void meet(Need need) {
        try {
            need.meet();
        } catch (Exception | LinkageError e) {
            System.getLogger(HeadStart.class.getName()).log(Level.DEBUG, "No head start", e);
        }
    }
}
