package mesh.adapter.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import mesh.domain.InvalidInput;
import mesh.domain.Notice;
import mesh.domain.Refusal;
import mesh.domain.lock.HolderOutcome;
import mesh.domain.lock.LockOutcome;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.Registered;
import mesh.domain.state.PutOutcome;
import mesh.port.in.MeshUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files under {@code protocol/golden} say what is on the wire; other languages are held to the same ones. */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("..", "protocol", "golden");

    /** One concept: an instance with all that it can have, one with nothing that it can lack, and both directions. */
    record Concept<T>(String name, T full, T bare, Function<T, byte[]> write, Function<JsonObject, T> read) {
        String written(T instance) {
            return canonical(write.apply(instance));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Concept<?>> concepts() {
        return Stream.of(
                new Concept<>(
                        "peer",
                        GoldenSamples.PEER,
                        GoldenSamples.LEAST_PEER,
                        peer -> value(out -> PeerJson.write(out, peer)),
                        PeerJson::read),
                new Concept<>(
                        "message",
                        GoldenSamples.MESSAGE,
                        GoldenSamples.LEAST_MESSAGE,
                        message -> value(out -> MessageJson.write(out, message)),
                        MessageJson::read),
                new Concept<>(
                        "state-entry",
                        GoldenSamples.DELETED_ENTRY,
                        GoldenSamples.ENTRY,
                        entry -> value(out -> StateJson.write(out, entry)),
                        StateJson::read),
                new Concept<>(
                        "lock",
                        GoldenSamples.LOCK,
                        GoldenSamples.LEAST_LOCK,
                        lock -> value(out -> LockJson.write(out, lock)),
                        LockJson::read),
                new Concept<>(
                        "event",
                        GoldenSamples.EVENT,
                        GoldenSamples.LEAST_EVENT,
                        event -> value(out -> EventJson.write(out, event)),
                        EventJson::read),
                new Concept<>(
                        "registration",
                        new Registered(GoldenSamples.PEER.peer(), "a-peer-token", true),
                        new Registered(GoldenSamples.LEAST_PEER.peer(), "a-peer-token", false),
                        registered -> value(out -> {
                            out.object();
                            RegistrationJson.writeAnswer(out, registered);
                            out.end();
                        }),
                        RegistrationJson::readAnswer),
                new Concept<>(
                        "status",
                        GoldenSamples.STATUS,
                        GoldenSamples.STATUS,
                        report -> StatusJson.answer(report).body(),
                        StatusJson::read));
    }

    @ParameterizedTest
    @MethodSource("concepts")
    <T> void whatIsWrittenIsWhatTheFileSays(Concept<T> concept) throws IOException {
        JsonObject file = file(concept.name());
        assertEquals(file.object("full").json(), concept.written(concept.full()));
        assertEquals(file.object("bare").json(), concept.written(concept.bare()));
    }

    @ParameterizedTest
    @MethodSource("concepts")
    <T> void whatTheFileSaysIsReadWhateverIsMissingOrNew(Concept<T> concept) throws IOException {
        JsonObject file = file(concept.name());
        assertEquals(concept.full(), concept.read().apply(file.object("full")));
        assertEquals(concept.full(), concept.read().apply(file.object("later")), "with members of a later version");
        assertEquals(concept.bare(), concept.read().apply(file.object("bare")));
        assertEquals(concept.bare(), concept.read().apply(file.object("short")), "with absent members left out");
    }

    @Test
    void eachPushHasItsKind() throws IOException {
        JsonObject file = file("pushes");
        for (Notice notice : List.of(
                new Notice.OfMessage(GoldenSamples.MESSAGE),
                new Notice.OfEvent(GoldenSamples.EVENT),
                new Notice.OfEvent(GoldenSamples.builtIn("peer_joined")),
                new Notice.OfEvent(GoldenSamples.builtIn("file_locked")),
                new Notice.OfEvent(GoldenSamples.builtIn("state_changed")))) {
            String kind = NoticeJson.kind(notice);
            JsonObject push = file.object(kind);
            assertEquals(push.object("body").json(), canonical(value(out -> NoticeJson.writeBody(out, notice))));
            assertEquals(notice.seq().value(), push.integer("seq"));
            assertEquals(NoticeJson.at(notice), push.instant("timestamp"));
            assertEquals(Optional.of(notice), NoticeJson.read(push.string("push"), push.object("body")));
        }
        JsonObject later = file.object("later");
        assertEquals(Optional.empty(), NoticeJson.read(later.string("push"), later.object("body")));
    }

    @Test
    void eachErrorHasItsStatusAndItsMembers() throws IOException {
        Map<ErrorCode, Answer> answers = errors();
        JsonObject file = file("errors");
        assertEquals(Stream.of(ErrorCode.values()).map(ErrorCode::text).toList(), file.names());
        for (ErrorCode code : ErrorCode.values()) {
            JsonObject golden = file.object(code.text());
            Answer answer = answers.getOrDefault(code, ErrorJson.answer(code, "It says what to do next."));
            assertEquals(golden.object("body").json(), canonical(answer.body()), code.text());
            assertEquals(golden.integer("status"), answer.status(), code.text());
            assertEquals(golden.integer("jsonRpc"), code.jsonRpcCode(), code.text());
            assertEquals(golden.integer("exit"), code.exitStatus(), code.text());
        }
    }

    /** The failures whose answers have more members than every failure has, and those that have their own sentence. */
    static Map<ErrorCode, Answer> errors() {
        List<String> names = List.of("amber-otter");
        Map<ErrorCode, Answer> answers = new LinkedHashMap<>();
        answers.put(ErrorCode.INVALID_INPUT, ErrorJson.answer(new InvalidInput("limit", "must be 1 to 100, it is 0")));
        answers.put(ErrorCode.UNKNOWN_PEER, SendJson.answer(new SendOutcome.UnknownRecipient("amber-oter", names)));
        answers.put(
                ErrorCode.LOCK_HELD,
                LockOutcomeJson.answer(new LockOutcome.Held(List.of(GoldenSamples.LEAST_LOCK), names, false), false));
        answers.put(
                ErrorCode.WOULD_DEADLOCK,
                LockOutcomeJson.answer(new LockOutcome.WouldDeadlock(List.of(GoldenSamples.LEAST_LOCK), names), false));
        answers.put(
                ErrorCode.STALE_TOKEN,
                LockOutcomeJson.answer(new HolderOutcome.StaleToken(GoldenSamples.LEAST_LOCK), false));
        answers.put(
                ErrorCode.VERSION_MISMATCH,
                StateJson.answer(new PutOutcome.Mismatch(Optional.of(GoldenSamples.ENTRY))));
        answers.put(
                ErrorCode.RATE_LIMITED,
                ErrorJson.answer(new Refusal.RateLimited(100, Duration.ofSeconds(10), Duration.ofMillis(1_500))));
        answers.put(
                ErrorCode.STORAGE_FULL,
                ErrorJson.answer(new MeshUnavailable(MeshUnavailable.Reason.STORAGE_FULL, "The disk is full.")));
        answers.put(ErrorCode.SHUTTING_DOWN, ErrorJson.answer(new CancellationException()));
        return answers;
    }

    private static JsonObject file(String name) throws IOException {
        return JsonObject.parse(Files.readAllBytes(GOLDEN.resolve(name + ".json")));
    }

    private static byte[] value(Consumer<JsonWriter> value) {
        JsonWriter out = new JsonWriter();
        value.accept(out);
        return out.bytes();
    }

    /** Without the freedom that JSON leaves: no white space, one way to write a character. Members keep their order. */
    private static String canonical(byte[] json) {
        return JsonObject.parse(new String(json, StandardCharsets.UTF_8)).json();
    }
}
