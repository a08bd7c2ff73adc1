package mesh.adapter.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import mesh.domain.InvalidInput;
import mesh.domain.Refusal;
import mesh.domain.peer.PeerId;
import mesh.port.in.MeshUnavailable;
import mesh.port.out.StoreException;
import org.junit.jupiter.api.Test;

class ErrorJsonTest {
    private static RuntimeException retold(RuntimeException thrown) {
        return ErrorJson.read(JsonObject.parse(ErrorJson.answer(thrown).body()));
    }

    @Test
    void clientThrowsWhatTheBrokerThrew() {
        for (RuntimeException thrown : List.of(
                new InvalidInput("limit", "must be 1 to 100, it is 0"),
                new Refusal.UnknownPeer("ambr", List.of("amber")),
                new Refusal.UnknownPeer(PeerId.CLI),
                new Refusal.Forbidden("no"),
                new Refusal.NotFound("nothing"),
                new Refusal.RateLimited(100, Duration.ofSeconds(10), Duration.ofMillis(1_500)),
                new Refusal.LimitReached("too many"),
                new MeshUnavailable(MeshUnavailable.Reason.SHUTTING_DOWN, "stopping"),
                new MeshUnavailable(MeshUnavailable.Reason.STORE_UNAVAILABLE, "broken"),
                new MeshUnavailable(MeshUnavailable.Reason.STORAGE_FULL, "full"))) {
            RuntimeException retold = retold(thrown);
            assertEquals(thrown.getClass(), retold.getClass());
            assertEquals(thrown.getMessage(), retold.getMessage());
            assertEquals(ErrorCode.of(thrown), ErrorCode.of(retold));
        }
        Refusal.UnknownPeer unknown = (Refusal.UnknownPeer) retold(new Refusal.UnknownPeer("a", List.of("b", "c")));
        assertEquals(List.of("b", "c"), unknown.suggestions());
        Refusal.RateLimited limited = (Refusal.RateLimited)
                retold(new Refusal.RateLimited(1, Duration.ofSeconds(10), Duration.ofMillis(1_500)));
        assertEquals(Duration.ofMillis(1_500), limited.retryAfter());
        assertEquals("limit", ((InvalidInput) retold(new InvalidInput("limit", "is bad"))).field());
    }

    @Test
    void storeFailuresHaveTheirCodes() {
        assertEquals(507, ErrorJson.answer(StoreException.full("full", null)).status());
        assertEquals(503, ErrorJson.answer(new StoreException("broken", null)).status());
        assertEquals(503, ErrorJson.answer(new CancellationException()).status());
        assertEquals(
                400,
                ErrorJson.answer(new CompletionException(new InvalidInput("a", "b")))
                        .status());
    }

    @Test
    void whatWasNotMeantForCallersIsAnsweredWithoutDetails() {
        Logger log = Logger.getLogger(ErrorJson.class.getName());
        log.setLevel(Level.OFF);
        try {
            Answer answer = ErrorJson.answer(new IllegalStateException("password=hunter2"));
            assertEquals(500, answer.status());
            assertFalse(answer.text().contains("hunter2"));
            assertTrue(ErrorCode.INTERNAL_ERROR.isIn(JsonObject.parse(answer.body())));
        } finally {
            log.setLevel(null);
        }
    }

    @Test
    void failureOfAnOlderOrNewerBrokerIsStillReadable() {
        assertInstanceOf(MeshUnavailable.class, ErrorJson.read(JsonObject.parse("{\"ok\":false}")));
        RuntimeException later = ErrorJson.read(JsonObject.parse("{\"code\":\"brand_new\",\"error\":\"so it is\"}"));
        assertEquals("so it is", later.getMessage());
    }

    @Test
    void codesAreDistinctAndKeepToTheirRanges() {
        Set<Integer> jsonRpc = new HashSet<>();
        for (ErrorCode code : ErrorCode.values()) {
            assertEquals(Optional.of(code), ErrorCode.of(code.text()));
            assertTrue(code.httpStatus() >= 400 && code.httpStatus() < 600);
            assertTrue(code.exitStatus() >= 1 && code.exitStatus() <= 4);
            assertTrue(jsonRpc.add(code.jsonRpcCode()), code + " shares its JSON-RPC code");
        }
    }
}
