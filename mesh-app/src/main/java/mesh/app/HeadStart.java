package mesh.app;

import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import mesh.adapter.http.HttpApi;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;

/**
 * What a process is going to need, made ready by a second thread while the first one still reads its settings: the first
 * use of a few classes, of the JDK's sockets above all, takes most of the time of a short process. Nothing depends on it:
 * what fails here fails again where it is needed, and is told there.
 *
 * <p>It begins without a lambda: the first one of a process takes 7 ms, which the two threads then share.
 */
final class HeadStart implements Runnable {
    private static final String SELECTORS = "java.nio.channels.spi.SelectorProvider";
    private static final String ON_LINUX = "sun.nio.ch.EPollSelectorProvider";
    private static final String LOCALES = "java.locale.providers";

    private final Need[] needs;

    private HeadStart(Need... needs) {
        this.needs = needs;
    }

    private interface Need {
        void meet() throws Exception;
    }

    private static final class Sockets implements Need {
        @Override
        public void meet() throws Exception {
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
        }
    }

    private static final class Json implements Need {
        @Override
        public void meet() {
            JsonObject.parse(new JsonWriter().object().end().toString());
        }
    }

    private static final class Store implements Need {
        @Override
        public void meet() throws Exception {
            Stores.prepare(System.getenv());
        }
    }

    private static final class Http implements Need {
        @Override
        public void meet() throws Exception {
            HttpApi.prepare();
        }
    }

    /** Of a process that calls a broker. */
    static void ofCaller() {
        nameSelectors();
        begin(new Sockets(), new Json());
    }

    /** Of a session, which shakes hands before it calls. */
    static void ofSession() {
        nameSelectors();
        begin(new Json());
    }

    /** Of a broker. */
    static void ofBroker() {
        nameSelectors();
        speakNoLanguage();
        begin(new Store(), new Http());
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

    /**
     * SQLite's driver and the JDK's HTTP server ask for the names of months; both mean the English ones. Those of the JDK's
     * root locale are at hand, where to load the languages of the Unicode consortium takes 40 ms.
     */
    private static void speakNoLanguage() {
        if (System.getProperty(LOCALES) == null) System.setProperty(LOCALES, "SPI");
    }

    private static void begin(Need... needs) {
        Thread thread = new Thread(new HeadStart(needs), "mesh-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        for (Need need : needs) {
            try {
                need.meet();
            } catch (Exception | LinkageError e) {
                System.getLogger(HeadStart.class.getName()).log(Level.DEBUG, "No head start", e);
            }
        }
    }
}
