package mesh.faults.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;

/** Messages to the terminal, and the memory of which were acknowledged. */
final class Mail {
    /** So many are read at once. */
    private static final int MOST = 100;

    private final Program program;
    private final String sender;
    private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> unanswered = Collections.synchronizedSet(new HashSet<>());

    Mail(Program program) throws Exception {
        this.program = program;
        this.sender = program.register("sender");
    }

    /** Sends and looks how it went. */
    Program.Reply send(String text) throws IOException, InterruptedException {
        unanswered.add(text);
        Program.Reply reply = program.post(
                "send", "{\"fromPeer\":\"" + sender + "\",\"toPeer\":\"cli\",\"payload\":\"" + text + "\"}");
        unanswered.remove(text);
        if (reply.status() == 200) acknowledged.add(text);
        return reply;
    }

    void sendMany(String name, int count) throws Exception {
        for (int i : IntStream.range(0, count).toArray())
            assertEquals(200, send(name + i).status());
    }

    /** Sends one that is to fail. */
    void refused(int status, String code, String text) throws Exception {
        Program.Reply reply = send(text);
        assertEquals(
                status + " " + code,
                reply.status() + " " + reply.body().optString("code").orElse(""));
    }

    /** The messages that are there, oldest first; marks none as read. */
    List<String> texts() throws Exception {
        return program
                .call("messages", "{\"peerId\":\"cli\",\"peek\":true,\"limit\":" + MOST + "}")
                .objects("messages")
                .stream()
                .map(message -> message.string("payload"))
                .toList();
    }

    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** What was acknowledged is there, once; what was refused is not. */
    void assertTrueToItsWord() throws Exception {
        List<String> found = new ArrayList<>(texts());
        List<String> expected = new ArrayList<>(acknowledged);
        found.sort(null);
        expected.sort(null);
        assertEquals(expected, found);
        assertEquals(Set.of(), unanswered);
    }

    static int health(Program program) throws Exception {
        return program.get("health").status();
    }

    /** What the doctor finds, by subject: its level and its words. */
    static JsonObject finding(Program program, String subject) throws Exception {
        for (JsonObject check :
                JsonObject.parse(program.run("doctor", "--json").out()).objects("checks"))
            if (check.string("check").equals(subject)) return check;
        throw new AssertionError("the doctor did not look at " + subject);
    }
}
