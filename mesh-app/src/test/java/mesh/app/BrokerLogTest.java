package mesh.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLogTest {
    @TempDir
    Path folder;

    private static LogRecord entry(String message, Object... parameters) {
        LogRecord entry = new LogRecord(Level.INFO, message);
        entry.setLoggerName("mesh.application.Housekeeping");
        entry.setParameters(parameters);
        return entry;
    }

    @Test
    void recordIsOneLineWithTimeLevelAndOrigin() throws IOException {
        Path file = folder.resolve("broker.log");
        BrokerLog log = new BrokerLog(file, BrokerLog.MAX_BYTES);
        log.publish(entry("{0} peers left", 2));
        log.close();
        String line = Files.readString(file);
        assertTrue(
                line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z INFO Housekeeping: 2 peers left\n"),
                line);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void textFromElsewhereForgesNoLineAndNoColour() throws IOException {
        Path file = folder.resolve("broker.log");
        BrokerLog log = new BrokerLog(file, BrokerLog.MAX_BYTES);
        log.publish(entry("peer {0}", "evil\n2026-01-01 INFO all well\u001b[31m"));
        log.close();
        assertEquals(1, Files.readAllLines(file).size());
        assertFalse(Files.readString(file).contains("\u001b"));
    }

    @Test
    void grownLogIsMovedAsideAndOldOnesGo() throws IOException {
        Path file = folder.resolve("broker.log");
        BrokerLog log = new BrokerLog(file, 1000);
        for (int i = 0; i < 100; i++) log.publish(entry("number " + i + " " + "x".repeat(100)));
        log.close();
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("broker.log", "broker.log.1", "broker.log.2"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        assertTrue(Files.readString(file).contains("number 99 "));
        for (Path each : List.of(file, folder.resolve("broker.log.2"))) assertTrue(Files.size(each) <= 1000);
    }

    @Test
    void logThatCouldNotBeBegunAnewGoesOnOnceItCan() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Path file = logs.resolve("broker.log");
        BrokerLog log = new BrokerLog(file, 200);
        log.publish(entry("before"));
        Files.delete(file);
        Files.delete(logs);
        log.publish(entry("x".repeat(150)));
        Files.createDirectory(logs);
        log.publish(entry("after"));
        log.close();
        assertTrue(Files.readString(file).contains("after"));
    }

    @Test
    void causeIsLoggedWithItsTrace() throws IOException {
        Path file = folder.resolve("broker.log");
        BrokerLog log = new BrokerLog(file, BrokerLog.MAX_BYTES);
        LogRecord failed = entry("failed");
        failed.setThrown(new IllegalStateException("why"));
        log.publish(failed);
        log.close();
        assertTrue(Files.readString(file).contains("IllegalStateException: why\n\tat mesh.app.BrokerLogTest"));
    }

    @Test
    void plantedLinkIsNotFollowed() throws IOException {
        Path prey = Files.writeString(folder.resolve("prey"), "precious");
        Path file = Files.createSymbolicLink(folder.resolve("broker.log"), prey);
        assertThrows(IOException.class, () -> new BrokerLog(file, 1000));
        assertEquals("precious", Files.readString(prey));
    }

    /** What is logged while the process ends is in the log, in the System.Logger's words and level. */
    @Test
    void endOfTheProcessIsLogged() throws Exception {
        Path file = folder.resolve("broker.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Logging.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals("", printed);
        List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).contains(" WARNING here: begins"), lines.get(0));
        assertTrue(lines.get(1).contains(" INFO here: ends"), lines.get(1));
    }

    /** A process that logs while it runs and in a shutdown hook of its own. */
    static final class Logging {
        public static void main(String[] arguments) throws IOException {
            BrokerLog.keepUntilTheEnd();
            System.Logger log = System.getLogger("some.where.here");
            BrokerLog.install(Path.of(arguments[0]), System.Logger.Level.INFO);
            log.log(System.Logger.Level.WARNING, "begins");
            log.log(System.Logger.Level.DEBUG, "not wanted");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> log.log(System.Logger.Level.INFO, "ends")));
        }
    }
}
