package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import mesh.adapter.wire.JsonObject;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventCommandsTest extends CommandLineFixture {
    /** A command that goes on until it is interrupted. */
    private final class Endless {
        private final ByteArrayOutputStream out = new Signalling();
        private final ByteArrayOutputStream err = new Signalling();
        private volatile int status = -1;
        private final Thread thread;

        Endless(String... words) {
            CommandLine line = new CommandLine(broker, terminal(InputStream.nullInputStream(), out, err));
            thread = new Thread(() -> status = line.run(words));
            thread.start();
        }

        String out() {
            return out.toString(StandardCharsets.UTF_8);
        }

        void until(BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                assertTrue(thread.isAlive(), () -> out() + err);
                awaitOutput();
            }
        }

        /** Until something is written, or for a moment. */
        private void awaitOutput() {
            synchronized (out) {
                try {
                    out.wait(20);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        /** Provokes until the following has begun and shows it: what happens before is not followed. */
        void provoke(Runnable cause, String shown) {
            until(() -> {
                cause.run();
                return out().contains(shown);
            });
        }

        void end() throws InterruptedException {
            thread.interrupt();
            thread.join();
            assertEquals(0, status, err::toString);
        }
    }

    /** Wakes who waits for output. */
    private static final class Signalling extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            notifyAll();
        }
    }

    @Test
    void emittedEventIsReadBack() {
        assertTrue(run("events", "emit", "build.done", "{\"ok\": true}")
                .with(0)
                .out()
                .startsWith("Emitted build.done"));
        String text = run("events").with(0).out();
        assertTrue(text.contains("build.done") && text.contains("{\"ok\":true}") && text.contains("cli"), text);
        JsonObject json = run("events", "--json", "--type", "build.*").with(0).json();
        assertTrue(json.objects("events").get(0).object("payload").bool("ok"));
        assertTrue(json.integer("cursor") > 0);
    }

    @Test
    void eventsAreChosenByTypeTimeAndSequence() {
        run("events", "emit", "one").with(0);
        run("events", "emit", "two").with(0);
        assertEquals(
                1,
                run("events", "--type", "one", "--json")
                        .json()
                        .objects("events")
                        .size());
        assertEquals(
                2,
                run("events", "--type", "one", "--type", "two", "--json")
                        .json()
                        .objects("events")
                        .size());
        assertEquals(
                2,
                run("events", "--since", "10m", "--json")
                        .json()
                        .objects("events")
                        .size());
        assertEquals(
                1,
                run("events", "--since", "1", "--json").json().objects("events").size());
        assertEquals(
                0,
                run("events", "--since", "2999-01-01T00:00:00Z", "--json")
                        .json()
                        .objects("events")
                        .size());
        assertEquals(
                1,
                run("events", "--limit", "1", "--json").json().objects("events").size());
        for (String bad : List.of("yesterday", "T", "-5"))
            run("events", "--since", bad).with(2);
    }

    @Test
    void badEventsAreRefusedByFieldAndRule() {
        assertTrue(run("events", "emit", "peer_joined").with(2).err().contains("built-in"));
        assertTrue(run("events", "emit", "Build").with(2).err().contains("lower-case letter"));
        for (String bad : List.of("[1]", "{", "", "{} x", "{\"a\":1,\"a\":2}")) {
            JsonObject json =
                    run("events", "emit", "build", bad, "--json").with(2).json();
            assertEquals("payload", json.string("field"), bad);
        }
        assertTrue(run("events", "--type", "A").with(2).err().contains("event types"));
    }

    @Test
    void followingShowsWhatHappensLineByLine() throws InterruptedException {
        Endless text = new Endless("events", "--follow", "--type", "build.*");
        text.provoke(() -> run("events", "emit", "build.done", "{\"n\":1}"), "build.done  cli  {\"n\":1}\n");
        text.end();
        Endless json = new Endless("events", "-f", "--json", "--since", "0", "--type", "build.*");
        json.until(() -> json.out().contains("\n"));
        json.end();
        JsonObject event = JsonObject.parse(json.out().lines().findFirst().orElseThrow());
        assertEquals("build.done", event.string("type"));
    }

    @Test
    void watchShowsMessagesAndEventsAndMarksNothing() throws InterruptedException {
        PeerId otter = join("amber-otter");
        Endless watch = new Endless("watch");
        watch.provoke(() -> tell(otter, "hel\u001b[31mlo"), "message from amber-otter\n    hello\n");
        watch.provoke(() -> run("events", "emit", "build.done"), "build.done  cli  {}");
        watch.end();
        assertFalse(watch.out().contains("message_received"), watch.out());
        assertTrue(mesh().messages().unread(PeerId.CLI) > 0);
    }

    @Test
    void watchIsLimitedToMessagesOrToEvents() throws InterruptedException {
        PeerId otter = join("amber-otter");
        Endless events = new Endless("watch", "--events", "--json");
        events.provoke(() -> tell(otter, "x"), "message_received");
        events.end();
        assertFalse(events.out().contains("\"push\":\"message\""));
        Endless messages = new Endless("watch", "--messages", "--json");
        messages.provoke(() -> tell(otter, "x"), "\"push\":\"message\"");
        messages.end();
        run("watch", "--messages", "--events").with(2);
        run("watch", "--exec", "true", "--", "true").with(2);
    }

    @Test
    void programGetsEachAsJsonOnItsInputAndNothingOfItOnItsCommandLine() throws Exception {
        PeerId otter = join("amber-otter");
        Path seen = directory.resolve("seen");
        String hostile = "$(touch owned); `touch owned`\"'; touch owned";
        Endless watch = new Endless("watch", "--messages", "--exec", "cat >> seen");
        watch.until(() -> {
            tell(otter, hostile);
            return Files.exists(seen) && seen.toFile().length() > 0;
        });
        watch.until(() -> mesh()
                .messages()
                .read(new InboxQuery(PeerId.CLI, InboxQuery.Filter.ALL, Optional.empty(), 100, true))
                .messages()
                .stream()
                .anyMatch(message -> message.readAt().isPresent()));
        watch.end();
        JsonObject first = JsonObject.parse(Files.readAllLines(seen).get(0));
        assertEquals(hostile, first.object("body").string("payload"));
        assertTrue(Files.notExists(directory.resolve("owned")));
    }

    @Test
    void programThatFailsLeavesTheMessageUnread() throws Exception {
        PeerId otter = join("amber-otter");
        Endless watch = new Endless("watch", "--messages", "--", "sh", "-c", "touch ran; exit 3");
        watch.until(() -> {
            tell(otter, "x");
            return watch.err.toString(StandardCharsets.UTF_8).contains("ended with status 3");
        });
        watch.end();
        assertTrue(Files.exists(directory.resolve("ran")));
        assertTrue(mesh().messages().unread(PeerId.CLI) > 0);
    }

    private void tell(PeerId from, String text) {
        mesh().messages().send(SendMessage.text(from, new Recipient.One("cli"), text));
    }
}
