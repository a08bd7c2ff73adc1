package mesh.adapter.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.wire.JsonObject;

/** What the three agents of the demo do. Each step checks that it came out as it is told. */
final class DemoStory {
    private static final String FILE = "{\"action\":\"%s\",\"filePath\":\"src/Payment.java\"%s}";

    private static final String WAIT = "{\"waitSeconds\":30}";
    private static final int FURTHER_MESSAGES = 5;

    /** A waiter shows up in a few milliseconds; calls are rationed, so the looks have gaps. */
    private static final int MAX_LOOKS = 60;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final DemoStage stage;
    private final DemoTeller teller;
    private Agent claude;
    private Agent cursor;
    private Agent codex;

    /** One of the three: what its host is called, its session, and its name on the mesh. */
    private record Agent(String host, McpChild session, String name) {}

    DemoStory(DemoStage stage, DemoTeller teller) {
        this.stage = stage;
        this.teller = teller;
    }

    void tell() throws IOException {
        teller.step(
                "A broker starts",
                "In daily life nobody starts it: the first agent that needs it does. This one lives in" + " "
                        + stage.folder() + ".");
        stage.startBroker();
        enter();
        findEachOther();
        talk();
        contend();
        takeTurns();
        agree();
        react();
        leave();
    }

    private void enter() throws IOException {
        teller.step("Three agents start", "Each coding agent runs \"slm-mesh mcp\" and gets eight tools.");
        McpChild one = stage.startSession("claude");
        McpChild two = stage.startSession("cursor");
        McpChild three = stage.startSession("codex");
        claude = introduce("Claude Code", "claude-code", one);
        cursor = introduce("Cursor", "cursor-vscode", two);
        codex = introduce("Codex", "codex-mcp-client", three);
    }

    private Agent introduce(String host, String clientName, McpChild session) throws IOException {
        int tools = session.initialize(clientName);
        String name = session.call("mesh_status", "{}").structured().string("you");
        teller.remark(host + " has " + tools + " tools, and is called " + name + " here.");
        return new Agent(host, session, name);
    }

    private void findEachOther() throws IOException {
        teller.step("They find each other", "Each says what it works on; anyone can look.");
        done(claude, "mesh_summary", "{\"summary\":\"Moves payments to the new provider\"}");
        quietly(cursor, "mesh_summary", "{\"summary\":\"Tests of the checkout\"}");
        quietly(codex, "mesh_summary", "{\"summary\":\"Release notes\"}");
        done(codex, "mesh_peers", "{\"scope\":\"directory\"}");
    }

    private void talk() throws IOException {
        teller.step(
                "One writes to another",
                cursor.name() + " waits for a message; the broker pushes it the moment it is on disk.");
        String text = "Payment.refund() now returns a Receipt. Please adapt the tests.";
        teller.asks(cursor.name(), "mesh_inbox", WAIT);
        teller.asks(claude.name(), "mesh_send", message(text));
        Delivered first = deliver(text);
        teller.told(first.sent());
        teller.remark(cursor.name() + " is told:");
        teller.told(first.received());
        long[] further = new long[FURTHER_MESSAGES];
        for (int i = 0; i < further.length; i++)
            further[i] = deliver("And one more.").millis();
        Arrays.sort(further);
        teller.remark("From sending to having read it: " + first.millis() + " ms while everything was cold, then "
                + further[further.length / 2] + " ms.");
    }

    /** What a message took from the sender's call to the recipient's answer. */
    private record Delivered(McpChild.Reply sent, McpChild.Reply received, long millis) {}

    private Delivered deliver(String text) throws IOException {
        CompletableFuture<McpChild.Reply> waiting = cursor.session().callLater("mesh_inbox", WAIT);
        long begun = System.nanoTime();
        McpChild.Reply sent = quietly(claude, "mesh_send", message(text));
        McpChild.Reply received = expect(McpChild.await(waiting), false);
        return new Delivered(sent, received, millisSince(begun));
    }

    private String message(String text) {
        return "{\"to\":\"" + cursor.name() + "\",\"message\":\"" + text + "\"}";
    }

    private static long millisSince(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private void contend() throws IOException {
        teller.step("Two want the same file", "A lock is a lease: it ends with its holder, or with its time.");
        done(claude, "mesh_lock", file("lock", ",\"reason\":\"changing the signature of refund\""));
        McpChild.Reply refused = cursor.session().call("mesh_lock", file("lock", ""));
        teller.asks(cursor.name(), "mesh_lock", file("lock", ""));
        teller.told(expect(refused, true));
    }

    private void takeTurns() throws IOException {
        teller.step("The second waits its turn", "Waiting is in order of arrival, and costs no polling.");
        teller.asks(cursor.name(), "mesh_lock", file("lock", ",\"waitSeconds\":30"));
        teller.asks(claude.name(), "mesh_lock", file("unlock", ""));
        HandedOver first = handOver(claude, cursor);
        teller.remark(cursor.name() + " is told:");
        teller.told(first.granted());
        long again = handOver(cursor, claude).millis();
        teller.remark("From the release to the grant: " + first.millis() + " ms; when " + claude.name()
                + " gets it back, " + again + " ms.");
    }

    /** What a lock took from its holder's release to the waiter's answer. */
    private record HandedOver(McpChild.Reply granted, long millis) {}

    private HandedOver handOver(Agent holder, Agent waiter) throws IOException {
        CompletableFuture<McpChild.Reply> waiting =
                waiter.session().callLater("mesh_lock", file("lock", ",\"waitSeconds\":30"));
        awaitWaiter(holder);
        long begun = System.nanoTime();
        quietly(holder, "mesh_lock", file("unlock", ""));
        return new HandedOver(expect(McpChild.await(waiting), false), millisSince(begun));
    }

    private static void awaitWaiter(Agent holder) throws IOException {
        for (int look = 0; look < MAX_LOOKS; look++) {
            McpChild.Reply locks = holder.session().call("mesh_lock", file("query", ""));
            for (JsonObject lock : locks.structured().objects("locks"))
                if (!lock.strings("waiters").isEmpty()) return;
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        throw new IOException("The demo did not go as told: nobody waits for the lock");
    }

    private void agree() throws IOException {
        teller.step(
                "They share state",
                "A change may name the version that it builds on: nobody overwrites what they have" + " not seen.");
        done(codex, "mesh_state", set("2.0.0", ",\"ifVersion\":0"));
        done(claude, "mesh_state", set("2.1.0", ",\"ifVersion\":1"));
        McpChild.Reply refused = codex.session().call("mesh_state", set("2.0.1", ",\"ifVersion\":1"));
        teller.asks(codex.name(), "mesh_state", set("2.0.1", ",\"ifVersion\":1"));
        teller.told(expect(refused, true));
    }

    private void react() throws IOException {
        teller.step("One tells, others react", "Events are kept: who comes later reads what it missed.");
        done(
                cursor,
                "mesh_events",
                "{\"action\":\"emit\",\"type\":\"tests.passed\",\"payload\":{\"suite\":\"checkout\"}}");
        McpChild.Reply events = done(codex, "mesh_events", "{\"types\":[\"tests.*\"]}");
        if (events.structured().objects("events").isEmpty())
            throw new IOException("The demo did not go as told: the event is missing");
    }

    private void leave() {
        teller.step("They leave", "A session ends with its agent; its locks go with it. Then the broker stops.");
        claude.session().close();
        cursor.session().close();
        codex.session().close();
        stage.close();
    }

    private McpChild.Reply done(Agent agent, String tool, String arguments) throws IOException {
        teller.asks(agent.name(), tool, arguments);
        McpChild.Reply reply = quietly(agent, tool, arguments);
        teller.told(reply);
        return reply;
    }

    private static McpChild.Reply quietly(Agent agent, String tool, String arguments) throws IOException {
        return expect(agent.session().call(tool, arguments), false);
    }

    private static McpChild.Reply expect(McpChild.Reply reply, boolean refused) throws IOException {
        if (reply.refused() != refused) throw new IOException("The demo did not go as told: " + reply.text());
        return reply;
    }

    private static String file(String action, String more) {
        return String.format(FILE, action, more);
    }

    private static String set(String value, String more) {
        return "{\"action\":\"set\",\"key\":\"release\",\"value\":\"" + value + "\"" + more + "}";
    }
}
