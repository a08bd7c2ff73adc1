package mesh.adapter.uds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mesh.adapter.client.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mesh.adapter.client.RawLink;
import mesh.adapter.client.TestBroker;
import mesh.adapter.link.Frames;
import mesh.adapter.wire.JsonObject;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.Registration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UdsServerTest {
    private final TestBroker broker = new TestBroker();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        broker.close();
    }

    private PeerId join() {
        return broker.inside()
                .peers()
                .register(Registration.of(ProcessHandle.current().pid(), "/project"))
                .peer()
                .id();
    }

    private void send(PeerId from, PeerId to, String text) {
        broker.inside().messages().send(SendMessage.text(from, new Recipient.One(to.value()), text));
    }

    @Test
    void onlyItsOwnerMayUseTheSocket() throws Exception {
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(broker.socket(), LinkOption.NOFOLLOW_LINKS)));
    }

    @Test
    void theSocketIsGoneOnceTheServerIsClosed() throws Exception {
        Path socket = folder.resolve("broker.sock");
        UdsServer server = UdsServer.start(socket, broker.links());

        server.close();
        server.close();

        assertFalse(Files.exists(socket, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aSocketThatWasLeftOverIsReplaced() throws Exception {
        Path socket = folder.resolve("broker.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        assertTrue(Files.exists(socket));

        try (UdsServer server = UdsServer.start(socket, broker.links());
                UdsStream client = UdsStream.connect(socket)) {
            client.send("{\"hello\":{\"protocol\":1}}\n".getBytes(UTF_8));
            assertTrue(new String(client.receive(), UTF_8).contains("welcome"), server.toString());
        }
    }

    @Test
    void whatIsNoSocketIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        for (Path planted : List.of(file, link)) {
            IOException refusal = assertThrows(IOException.class, () -> UdsServer.start(planted, broker.links()));
            assertTrue(refusal.getMessage().contains("is not a socket"), refusal.getMessage());
        }

        assertEquals("precious", Files.readString(file));
    }

    @Test
    void aPathThatIsTooLongIsRefusedWithTheLimit() {
        Path socket = folder.resolve("x".repeat(120));

        IOException refusal = assertThrows(IOException.class, () -> UdsServer.start(socket, broker.links()));

        assertTrue(refusal.getMessage().contains("at most 106 bytes"), refusal.getMessage());
    }

    @Test
    void garbageEndsItsOwnLinkAlone() throws Exception {
        RawLink good = broker.raw().hello();
        RawLink bad = broker.raw();

        bad.sendBytes(new byte[] {(byte) 0xff, 0, '{', '\n'});

        assertEquals("invalid_frame", bad.next().object("bye").string("code"));
        assertNull(bad.next());
        assertTrue(good.call("status", "{}").bool("ok"));
    }

    @Test
    void halfALineAndThenTheEndHarmsNobody() throws Exception {
        RawLink half = broker.raw();
        half.sendBytes("{\"hello\":{\"proto".getBytes(UTF_8));
        half.close();

        eventually("the link is forgotten", () -> broker.links().size() == 0);
        assertTrue(broker.raw().hello().call("status", "{}").bool("ok"));
    }

    @Test
    void aFrameMayComeInPieces() throws Exception {
        RawLink link = broker.raw().hello();
        byte[] frame = "{\"id\":1,\"call\":\"status\"}\r\n\n".getBytes(UTF_8);

        for (byte b : frame) link.sendBytes(new byte[] {b});

        assertEquals(200, link.next("status").integer("status"));
    }

    @Test
    void aFrameOfTheLargestSizeIsTaken() throws Exception {
        RawLink link = broker.raw().hello();
        String frame = "{\"id\":1,\"call\":\"status\",\"padding\":\"";
        int padding = Frames.MAX_BYTES - frame.length() - 2;

        link.send(frame + "x".repeat(padding) + "\"}");

        assertEquals(200, link.next("status").integer("status"));
    }

    @Test
    void aLongerFrameIsRefusedBeforeItsEnd() throws Exception {
        RawLink link = broker.raw().hello();
        link.sendBytes("{\"id\":1,\"call\":\"".getBytes(UTF_8));

        link.sendBytes("x".repeat(Frames.MAX_BYTES).getBytes(UTF_8));

        JsonObject bye = link.next("bye").object("bye");
        assertEquals("invalid_frame", bye.string("code"));
        assertTrue(bye.string("error").contains("1048576"), bye.string("error"));
    }

    @Test
    void callsThatAreMadeAtOnceAreAllAnswered() throws Exception {
        RawLink link = broker.raw().hello();
        StringBuilder frames = new StringBuilder();
        for (int id = 1; id <= 500; id++) frames.append("{\"id\":" + id + ",\"call\":\"peers\",\"body\":{}}\n");

        link.sendBytes(frames.toString().getBytes(UTF_8));

        Set<Long> answered = new HashSet<>();
        for (int i = 0; i < 500; i++) answered.add(link.next("status").integer("id"));
        assertEquals(500, answered.size());
    }

    @Test
    void twoHundredClientsAreServed() throws Exception {
        List<RawLink> links = new ArrayList<>();
        for (int i = 0; i < 200; i++) links.add(broker.raw().hello());

        for (RawLink link : links) assertTrue(link.call("status", "{}").bool("ok"));

        assertEquals(200, broker.links().size());
        for (RawLink link : links) link.close();
        eventually("all links are forgotten", () -> broker.links().size() == 0);
    }

    @Test
    void whoNeverReadsIsSentAwayAndOthersDoNotWait() throws Exception {
        PeerId from = join();
        PeerId to = join();
        RawLink sleeper = broker.raw();
        sleeper.hello(to.value());
        String text = "x".repeat(60_000);

        for (int i = 0; i < 100; i++) send(from, to, text);

        eventually("the link is given up", () -> !broker.links().peers().isLinked(to));
        long last = 0;
        int read = 0;
        for (JsonObject frame; !(frame = sleeper.next()).has("bye"); read++) last = frame.integer("seq");
        assertTrue(read > 10 && read < 100, "frames before the bye: " + read);
        RawLink again = broker.raw();
        again.send("{\"hello\":{\"protocol\":1,\"peerId\":\"" + to + "\",\"since\":" + last + "}}");
        for (; read < 100; read++) assertTrue(again.next("push").integer("seq") > last);
    }

    @Test
    void aLongPastIsToldAsFastAsItIsRead() throws Exception {
        PeerId from = join();
        PeerId to = join();
        String text = "x".repeat(60_000);
        for (int i = 0; i < 200; i++) send(from, to, text);
        RawLink link = broker.raw();

        link.send("{\"hello\":{\"protocol\":1,\"peerId\":\"" + to + "\",\"since\":0}}");

        link.next("welcome");
        for (int i = 0; i < 200; i++) assertEquals("message", link.next().string("push"));
        send(from, to, "live");
        assertEquals("live", link.next("push").object("body").string("payload"));
        assertEquals(Optional.empty(), link.call("status", "{}").optString("error"));
    }

    @Test
    void closingSaysGoodbyeToEveryClient() throws Exception {
        RawLink link = broker.raw();
        link.hello(join().value());

        broker.stop();

        assertEquals("shutdown", link.next().string("push"));
        assertEquals("shutting_down", link.next().object("bye").string("code"));
        assertNull(link.next());
        assertFalse(Files.exists(broker.socket(), LinkOption.NOFOLLOW_LINKS));
        broker.start();
    }
}
