package mesh.adapter.host.hook;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import mesh.adapter.wire.HttpGuest;

/**
 * Hook calls by HTTP, for hosts that can make them: {@code POST /hooks/HOST}. The answer is the JSON that a hook process
 * would have printed.
 */
public final class HookGuest implements HttpGuest {
    /** Where it is to be mounted. */
    public static final String PATH = "/hooks/";

    /** A call may carry whole files; sixteen of the largest size fit into the heap. */
    public static final int MAX_BODY_BYTES =
            (int) Math.min(16 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 16);

    private static final String JSON = "application/json";
    private static final byte[] NOTHING_TO_SAY = "{}".getBytes(StandardCharsets.UTF_8);

    private final HookDesk desk;

    public HookGuest(HookDesk desk) {
        this.desk = desk;
    }

    @Override
    public void serve(Request request, Reply reply) {
        if (!request.method().equals("POST")) {
            reply.header("Allow", "POST").send(405);
            return;
        }
        String host = request.path().substring(PATH.length());
        HookCalls.Done done = desk.answer(host, Map.of(), 0, new ByteArrayInputStream(request.body()));
        String answer = done.output().out();
        reply.send(200, JSON, answer.isEmpty() ? NOTHING_TO_SAY : answer.getBytes(StandardCharsets.UTF_8));
        // Nobody confirms that the host took it; the answer is out, and that is all there is to know.
        done.handedOver().run();
    }
}
