package mesh.adapter.mcp.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import mesh.adapter.wire.JsonObject;

/** What one client asked and has no answer to yet: requests run side by side and can be cancelled by id. */
public final class Conversation implements AutoCloseable {
    /** Requests that one client may have under way. */
    public static final int MAX_UNDER_WAY = 256;

    private final Map<String, CompletableFuture<Answer>> underWay = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Optional<JsonObject>>> questions = new ConcurrentHashMap<>();
    private final AtomicLong lastQuestion = new AtomicLong();

    /**
     * Has every request of a parcel answered.
     *
     * @param answers gives a request its answer, or throws
     * @return what to write when all are answered, if anything; cancelling it cancels them all
     */
    public CompletableFuture<Optional<Reply>> answer(
            Parcel parcel, Function<Incoming.Request, CompletableFuture<Answer>> answers) {
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        List<CompletableFuture<Optional<Reply>>> replies = new ArrayList<>();
        for (Incoming message : parcel.messages()) {
            if (message instanceof Incoming.Request request) {
                CompletableFuture<Answer> answer = begin(request, answers);
                asked.add(answer);
                replies.add(answer.handle((result, failure) -> reply(request.id(), answer, result, failure)));
            } else if (message instanceof Incoming.Malformed malformed) {
                replies.add(CompletableFuture.completedFuture(Optional.of(failed(malformed.error(), malformed.id()))));
            } else if (message instanceof Incoming.Notification notification) {
                hear(notification);
            } else if (message instanceof Incoming.Response response) {
                hear(response);
            }
        }
        CompletableFuture<Optional<Reply>> all = CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
                .thenApply(nothing -> together(replies, parcel.batch()));
        all.whenComplete((reply, failure) -> {
            if (all.isCancelled()) asked.forEach(answer -> answer.cancel(true));
        });
        return all;
    }

    private CompletableFuture<Answer> begin(
            Incoming.Request request, Function<Incoming.Request, CompletableFuture<Answer>> answers) {
        try {
            if (underWay.size() >= MAX_UNDER_WAY)
                throw new RpcError(
                        RpcError.INTERNAL_ERROR, MAX_UNDER_WAY + " requests are under way already; wait for some");
            if (underWay.containsKey(request.id()))
                throw new RpcError(RpcError.INVALID_REQUEST, "Invalid request: another one with this id is under way");
            CompletableFuture<Answer> answer = answers.apply(request);
            underWay.put(request.id(), answer);
            return answer;
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Asks the client something.
     *
     * @param writer writes the request; says whether the client can have it
     * @return what it answers; empty where it refuses
     */
    public CompletableFuture<Optional<JsonObject>> ask(String method, Predicate<String> writer) {
        String id = "\"server-" + lastQuestion.incrementAndGet() + "\"";
        CompletableFuture<Optional<JsonObject>> answer = new CompletableFuture<>();
        questions.put(id, answer);
        answer.whenComplete((result, failure) -> questions.remove(id));
        if (!writer.test("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}"))
            answer.complete(Optional.empty());
        return answer;
    }

    private void hear(Incoming.Response response) {
        CompletableFuture<Optional<JsonObject>> question = response.id() == null ? null : questions.get(response.id());
        if (question != null) question.complete(response.result());
    }

    private void hear(Incoming.Notification notification) {
        if (notification.method().equals("notifications/cancelled"))
            Incoming.idIn(notification.params(), "requestId").ifPresent(this::cancel);
    }

    /** Unknown ids are passed over: the answer was faster. */
    private void cancel(String id) {
        CompletableFuture<Answer> answer = underWay.get(id);
        if (answer != null) answer.cancel(true);
    }

    /** A cancelled request is never answered. Its id is free again before its client can know that it is done. */
    private Optional<Reply> reply(String id, CompletableFuture<Answer> answer, Answer result, Throwable failure) {
        underWay.remove(id, answer);
        if (answer.isCancelled()) return Optional.empty();
        return Optional.of(
                failure == null ? new Reply(result.response(id), result.handOver()) : failed(RpcError.of(failure), id));
    }

    private static Reply failed(RpcError error, String id) {
        return new Reply(error.response(id), HandOver.PLAIN);
    }

    private static Optional<Reply> together(List<CompletableFuture<Optional<Reply>>> replies, boolean batch) {
        List<Reply> present = new ArrayList<>();
        for (CompletableFuture<Optional<Reply>> reply : replies) reply.join().ifPresent(present::add);
        if (present.isEmpty()) return Optional.empty();
        if (!batch) return Optional.of(present.get(0));
        StringBuilder array = new StringBuilder();
        HandOver handOver = HandOver.PLAIN;
        for (Reply reply : present) {
            array.append(array.length() == 0 ? '[' : ',').append(reply.json());
            handOver = handOver.with(reply.handOver());
        }
        return Optional.of(new Reply(array.append(']').toString(), handOver));
    }

    /** Requests under way. */
    public int size() {
        return underWay.size();
    }

    /** Answers what is under way with {@code reason}. */
    public void end(RpcError reason) {
        underWay.values().forEach(answer -> answer.completeExceptionally(reason));
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        underWay.values().forEach(answer -> answer.cancel(true));
    }
}
