package mesh.app.bench;

import static mesh.app.bench.Sheet.Aim.AT_MOST;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every call on a large database against the same call on a small one. */
final class ScaleRow implements Row {
    private static final int FEW_MESSAGES = 1_000;
    private static final int FEW_EVENTS = 200;

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String title() {
        return "every call, large database against small";
    }

    @Override
    public void measure(Stage stage, Sheet sheet) throws IOException {
        int many = stage.effort().manyMessages();
        if (many == 0) {
            sheet.notMeasured(title(), "left out by --quick");
            return;
        }
        try (TestedBroker small = stage.filledBroker(FEW_MESSAGES, FEW_EVENTS, 0);
                TestedBroker large = stage.filledBroker(many, many / 5, 0)) {
            Map<String, Made> smallCalls = calls(small);
            Map<String, Made> largeCalls = calls(large);
            for (String work : smallCalls.keySet()) {
                Rounds rounds = Rounds.of(
                        stage.effort().rounds(),
                        1,
                        () -> alone(small, smallCalls.get(work), stage.effort().sliceNanos() / 5),
                        () -> alone(large, largeCalls.get(work), stage.effort().sliceNanos() / 5));
                String title = String.format("%s, at %,d messages, p50", work, many);
                sheet.ratio(title, "us", rounds, 1, Sheet.Floor.of("at 1,000", 0), AT_MOST, 1.2);
            }
        }
    }

    /** One call, or some that are made in turn. */
    private record Made(String call, String... bodies) {}

    private static double alone(TestedBroker broker, Made made, long nanos) throws IOException {
        byte[][] requests = new byte[made.bodies().length][];
        for (int i = 0; i < requests.length; i++) requests[i] = broker.http().request(made.call(), made.bodies()[i]);
        try (Caller caller = new Caller(broker.http(), requests)) {
            return caller.callFor(nanos).median();
        }
    }

    private static Map<String, Made> calls(TestedBroker broker) throws IOException {
        List<String> peers = broker.peers(Stage.CROWD);
        String one = peers.get(0);
        String other = peers.get(1);
        for (int key = 0; key < 20; key++) broker.call("state", Texts.set(one, key));
        String message = broker.call("send", Texts.send(one, other)).string("messageId");
        String byId = "{\"peerId\":\"" + one + "\",\"messageId\":\"" + message + "\"}";
        Map<String, Made> calls = new LinkedHashMap<>();
        calls.put("send", new Made("send", Texts.send(one, other)));
        calls.put("send to all 50", new Made("send", Texts.send(one, "all")));
        calls.put("messages, unread", new Made("messages", Texts.inbox(one, "unread")));
        calls.put("messages, all", new Made("messages", Texts.inbox(one, "all")));
        calls.put("messages, sent", new Made("messages", Texts.inbox(one, "sent")));
        calls.put("message", new Made("message", byId));
        calls.put("messages/ack", new Made("messages/ack", "{\"peerId\":\"" + other + "\",\"upTo\":1}"));
        calls.put("state set", new Made("state", Texts.set(one, 0)));
        calls.put("state get", new Made("state", Texts.get(0)));
        calls.put("state list", new Made("state", "{\"action\":\"list\"}"));
        calls.put("lock, unlock", new Made("lock", Texts.lock(one, 0), Texts.unlock(one, 0)));
        calls.put("lock query", new Made("lock", "{\"action\":\"query\"}"));
        calls.put("events, of a type", new Made("events", "{\"action\":\"read\",\"types\":[\"bench_rare\"]}"));
        calls.put("events, first page", new Made("events", "{\"action\":\"read\"}"));
        calls.put(
                "events emit",
                new Made("events", "{\"action\":\"emit\",\"peerId\":\"" + one + "\",\"type\":\"bench_x\"}"));
        calls.put("peers", new Made("peers", "{\"scope\":\"machine\"}"));
        calls.put("summary", new Made("summary", "{\"peerId\":\"" + one + "\",\"summary\":\"measures\"}"));
        calls.put("heartbeat", new Made("heartbeat", "{\"peerId\":\"" + one + "\"}"));
        calls.put("status", new Made("status", ""));
        return calls;
    }
}
