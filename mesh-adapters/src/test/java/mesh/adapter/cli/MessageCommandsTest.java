package mesh.adapter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mesh.adapter.wire.JsonObject;
import mesh.domain.message.Delivery;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import org.junit.jupiter.api.Test;

class MessageCommandsTest extends CommandLineFixture {
    private List<Message> inboxOf(PeerId peer) {
        return mesh().messages().read(InboxQuery.peek(peer)).messages();
    }

    private void tellTerminal(PeerId from, String text) {
        mesh().messages().send(SendMessage.text(from, new Recipient.One("cli"), text));
    }

    @Test
    void sentMessageReachesThePeerByItsNameFromTheTerminal() {
        PeerId otter = join("amber-otter");
        Result sent = run("send", "amber-otter", "hello").with(0);
        assertTrue(sent.out().startsWith("Sent to amber-otter (queued), message "), sent.out());
        assertEquals("hello", inboxOf(otter).get(0).payload());
        assertEquals(PeerId.CLI, inboxOf(otter).get(0).fromPeer());
    }

    @Test
    void jsonOfASentMessageIsTheDocumentOfTheApi() {
        join("amber-otter");
        JsonObject sent = run("send", "amber-otter", "hello", "--json").with(0).json();
        assertTrue(sent.bool("ok"));
        assertEquals("queued", sent.string("delivery"));
        assertEquals(36, sent.string("messageId").length());
    }

    @Test
    void hyphenReadsTheMessageFromStandardInputWithoutItsLastLineBreak() {
        PeerId otter = join("amber-otter");
        input = "two\nlines\n".getBytes(StandardCharsets.UTF_8);
        run("send", "amber-otter", "-", "--type", "command").with(0);
        assertEquals("two\nlines", inboxOf(otter).get(0).payload());
        assertEquals("command", inboxOf(otter).get(0).type().wireName());
    }

    @Test
    void inputOfExactlyTheLimitIsTakenAndOneByteMoreIsRefused() {
        PeerId otter = join("amber-otter");
        input = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
        run("send", "amber-otter", "-").with(0);
        input = "x".repeat(64 * 1024 + 1).getBytes(StandardCharsets.UTF_8);
        Result refused = run("send", "amber-otter", "-").with(2);
        assertTrue(refused.err().contains("64 KiB"), refused.err());
        assertEquals(1, inboxOf(otter).size());
    }

    @Test
    void inputThatIsNotUtf8IsRefused() {
        join("amber-otter");
        input = new byte[] {(byte) 0xff, 'a'};
        assertTrue(run("send", "amber-otter", "-").with(2).err().contains("UTF-8"));
    }

    @Test
    void unknownRecipientIsAnErrorThatNamesTheNearestNames() {
        join("amber-otter");
        Result text = run("send", "amber-oter", "hello").with(1);
        assertTrue(text.err().contains("Did you mean amber-otter?"), text.err());
        assertEquals("", text.out());
        JsonObject json = run("send", "amber-oter", "hello", "--json").with(1).json();
        assertFalse(json.bool("ok"));
        assertEquals("unknown_peer", json.string("code"));
        assertEquals(List.of("amber-otter"), json.strings("suggestions"));
    }

    @Test
    void fromSendsInTheNameOfAnotherPeerByIdOrName() {
        PeerId otter = join("amber-otter");
        PeerId wren = join("calm-wren");
        run("send", "calm-wren", "by name", "--from", "amber-otter").with(0);
        run("send", "calm-wren", "by id", "--from", otter.value()).with(0);
        assertEquals(
                List.of(otter, otter),
                inboxOf(wren).stream().map(Message::fromPeer).toList());
        assertTrue(
                run("send", "calm-wren", "x", "--from", "nobody").with(1).err().contains("nobody"));
    }

    @Test
    void replyNamesTheMessageThatItAnswers() {
        PeerId otter = join("amber-otter");
        tellTerminal(otter, "question");
        String id = inboxOf(PeerId.CLI).get(0).id().value();
        run("send", "amber-otter", "answer", "--reply-to", id).with(0);
        assertEquals(id, inboxOf(otter).get(0).replyTo().orElseThrow().value());
        assertTrue(run("send", "amber-otter", "answer", "--reply-to", "7")
                .with(2)
                .err()
                .contains("UUID"));
    }

    @Test
    void messageOfSeveralWordsWithoutQuotesIsExplained() {
        Result result = run("send", "amber-otter", "hello", "there").with(2);
        assertTrue(result.err().contains("quotes"), result.err());
        assertTrue(result.err().contains("Usage: slm-mesh send <to> <message>"), result.err());
    }

    @Test
    void broadcastSaysHowManyItReached() {
        assertTrue(run("broadcast", "anyone?").with(0).out().contains("nobody"));
        join("amber-otter");
        join("calm-wren");
        assertEquals("Sent to 2 peers.\n", run("broadcast", "hello").with(0).out());
        assertEquals(
                2,
                run("send", "all", "hello", "--json")
                        .json()
                        .strings("recipients")
                        .size());
        assertEquals("Sent to 2 peers.\n", run("send", "agent:claude-code", "x").out());
    }

    @Test
    void broadcastNearTheTerminalReachesThoseOfItsDirectory() {
        PeerId here = join("amber-otter", directory.toString(), false).id();
        PeerId elsewhere = join("calm-wren", "/somewhere/else", false).id();
        assertEquals(
                "Sent to 1 peer.\n",
                run("broadcast", "hello", "--scope", "directory").with(0).out());
        assertEquals(1, inboxOf(here).size());
        assertEquals(0, inboxOf(elsewhere).size());
        assertTrue(run("broadcast", "x", "--scope", "planet").with(2).err().contains("machine, directory, repo"));
    }

    @Test
    void inboxShowsUnreadMessagesOnceAndMarksThemRead() {
        PeerId otter = join("amber-otter");
        tellTerminal(otter, "first");
        tellTerminal(otter, "second");
        Result first = run("inbox").with(0);
        assertTrue(first.out().contains("from amber-otter  now"), first.out());
        assertTrue(first.out().indexOf("    first") < first.out().indexOf("    second"), first.out());
        Result again = run("inbox").with(0);
        assertEquals("", again.out());
        assertEquals("No unread messages.\n", again.err());
        assertEquals(
                List.of(Delivery.READ, Delivery.READ),
                mesh()
                        .messages()
                        .read(new InboxQuery(otter, InboxQuery.Filter.SENT, Optional.empty(), 10, true))
                        .messages()
                        .stream()
                        .map(Message::delivery)
                        .toList());
    }

    @Test
    void peekAllAndSentMarkNothing() {
        PeerId otter = join("amber-otter");
        tellTerminal(otter, "first");
        run("send", "amber-otter", "mine");
        assertTrue(run("inbox", "--peek").with(0).out().contains("first"));
        assertTrue(run("inbox", "--all").with(0).out().contains("first"));
        assertTrue(run("inbox", "--sent").with(0).out().contains("to amber-otter  now  queued"));
        assertEquals(1, mesh().messages().unread(PeerId.CLI));
        run("inbox", "--all", "--sent").with(2);
        run("inbox", "--all", "--wait", "1s").with(2);
    }

    @Test
    void limitLeavesTheRestAndSaysHowManyRemain() {
        PeerId otter = join("amber-otter");
        for (int i = 0; i < 3; i++) tellTerminal(otter, "message " + i);
        Result limited = run("inbox", "--limit", "2").with(0);
        assertTrue(limited.err().contains("1 more unread message"), limited.err());
        assertEquals(1, run("inbox", "--json").json().objects("messages").size());
        assertTrue(run("inbox", "--limit", "0").with(2).err().contains("from 1 to 100"));
    }

    @Test
    void jsonOfTheInboxIsTheDocumentOfTheApi() {
        PeerId otter = join("amber-otter");
        tellTerminal(otter, "first");
        JsonObject json = run("inbox", "--json").with(0).json();
        assertEquals("first", json.objects("messages").get(0).string("payload"));
        assertEquals(0, json.integer("remaining"));
        assertEquals(List.of(), run("inbox", "--json").with(0).json().objects("messages"));
    }

    @Test
    void waitReturnsWithTheMessageThatComes() throws Exception {
        PeerId otter = join("amber-otter");
        CompletableFuture<Result> waiting = CompletableFuture.supplyAsync(() -> run("inbox", "--wait", "30s"));
        tellTerminal(otter, "now");
        assertTrue(waiting.get().with(0).out().contains("    now"));
        assertEquals("", run("inbox", "--wait", "1ms").with(0).out());
        assertTrue(run("inbox", "--wait", "soon").with(2).err().contains("30s, 10m or 2h"));
    }

    @Test
    void messageThatCouldNotBeWrittenOutStaysUnread() {
        PeerId otter = join("amber-otter");
        tellTerminal(otter, "important");
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(gone, false, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                false,
                false,
                80,
                env,
                directory);
        assertEquals(CommandLine.FAILED, new CommandLine(broker, terminal).run("inbox"));
        assertEquals(1, mesh().messages().unread(PeerId.CLI));
    }

    @Test
    void hostileTextReachesNoTerminal() {
        PeerId otter = join("amber-otter");
        tellTerminal(otter, "\u001b[2J\u001b]0;owned\u0007red\u202eflipped\u0000\u009b31m");
        onTerminal = true;
        String out = run("inbox").with(0).out();
        String plain = out.replace("\u001b[36m", "").replace("\u001b[2m", "").replace("\u001b[0m", "");
        assertTrue(plain.contains("    redflipped31m\n"), plain);
        assertTrue(plain.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), plain);
    }

    @Test
    void longTextIsCutOnTheTerminalAndWholeInJson() {
        PeerId otter = join("amber-otter");
        tellTerminal(otter, "x".repeat(10_000));
        String out = run("inbox", "--peek").with(0).out();
        assertTrue(out.length() < 5_000 && out.contains("6000 more characters"), out);
        assertEquals(
                10_000,
                run("inbox", "--json")
                        .json()
                        .objects("messages")
                        .get(0)
                        .string("payload")
                        .length());
    }
}
