package mesh.adapter.link;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.adapter.wire.NoticeJson;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.domain.peer.PeerId;

/** How each frame of the link is written: one JSON object in UTF-8 and a line feed, which is the only one in it. */
public final class Frames {
    public static final int PROTOCOL = 1;

    /** Longest frame, its line feed not counted. */
    public static final int MAX_BYTES = JsonObject.MAX_BYTES;

    /** The call that never ends by itself: its answer says that it began, then come its pushes. */
    public static final String FOLLOW = "events/follow";

    private static final byte[] FOLLOW_PREFIX = ascii("{\"follow\":");
    private static final byte[] ANSWER_PREFIX = ascii("{\"id\":");
    private static final byte[] ANSWER_STATUS = ascii(",\"status\":");
    private static final byte[] ANSWER_BODY = ascii(",\"body\":");
    private static final byte[] END = ascii("}\n");

    private Frames() {}

    public static byte[] hello(
            String client, Optional<PeerId> peer, Optional<String> peerToken, Optional<Sequence> since) {
        JsonWriter out = new JsonWriter()
                .object()
                .object("hello")
                .field("protocol", PROTOCOL)
                .field("client", client);
        if (peer.isPresent()) out.field("peerId", peer.get().value());
        if (peerToken.isPresent()) out.field("peerToken", peerToken.get());
        if (since.isPresent()) out.field("since", since.get().value());
        return line(out.end().end());
    }

    static byte[] welcome(String version, Optional<PeerId> peer, Sequence latest) {
        return line(new JsonWriter()
                .object()
                .object("welcome")
                .field("protocol", PROTOCOL)
                .field("version", version)
                .field("peerId", peer.map(PeerId::value))
                .field("seq", latest.value())
                .end()
                .end());
    }

    public static byte[] bye(Bye code, String error) {
        return line(new JsonWriter()
                .object()
                .object("bye")
                .field("code", code.text())
                .field("error", error)
                .end()
                .end());
    }

    /** @param body writes the fields of the call's body */
    public static byte[] call(long id, String call, Consumer<JsonWriter> body, Optional<String> peerToken) {
        JsonWriter out =
                new JsonWriter().object().field("id", id).field("call", call).object("body");
        body.accept(out);
        out.end();
        if (peerToken.isPresent()) out.field("peerToken", peerToken);
        return line(out.end());
    }

    static byte[] answer(long id, Answer answer) {
        byte[] number = ascii(Long.toString(id));
        byte[] status = ascii(Integer.toString(answer.status()));
        return oneLine(joined(ANSWER_PREFIX, number, ANSWER_STATUS, status, ANSWER_BODY, answer.body(), END));
    }

    static byte[] push(Notice notice) {
        JsonWriter out = new JsonWriter()
                .object()
                .field("seq", notice.seq().value())
                .field("push", NoticeJson.kind(notice))
                .name("body");
        NoticeJson.writeBody(out, notice);
        return line(out.field("timestamp", NoticeJson.at(notice)).end());
    }

    /** The push of a follow of its own, from what everybody gets. */
    static byte[] pushTo(long follow, byte[] push) {
        byte[] number = ascii(follow + ",");
        return joined(FOLLOW_PREFIX, number, Arrays.copyOfRange(push, 1, push.length));
    }

    static byte[] shutdown(Sequence latest, Instant now) {
        return line(new JsonWriter()
                .object()
                .field("seq", latest.value())
                .field("push", "shutdown")
                .object("body")
                .end()
                .field("timestamp", now)
                .end());
    }

    public static byte[] ack(Sequence seq) {
        return single("ack", seq.value());
    }

    public static byte[] cancel(long id) {
        return single("cancel", id);
    }

    public static byte[] ping(long number) {
        return single("ping", number);
    }

    public static byte[] pong(long number) {
        return single("pong", number);
    }

    private static byte[] single(String name, long number) {
        return ascii("{\"" + name + "\":" + number + "}\n");
    }

    private static byte[] line(JsonWriter document) {
        byte[] json = document.bytes();
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return oneLine(line);
    }

    /** JSON text that somebody else wrote may hold line feeds between its tokens; within strings they are escaped. */
    private static byte[] oneLine(byte[] line) {
        for (int i = 0; i < line.length - 1; i++) if (line[i] == '\n') line[i] = ' ';
        return line;
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
