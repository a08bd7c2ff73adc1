package mesh.adapter.host.hook;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/** Takes hook calls as they come in, from whatever host, and answers each. Safe for use by many threads. */
public final class HookDesk {
    private static final System.Logger LOG = System.getLogger(HookDesk.class.getName());

    private final Function<Long, HookCalls> calls;
    private final LongUnaryOperator hostOf;

    /**
     * @param calls for a host that runs as this process; 0 where that is not known
     * @param hostOf finds the host's process above a hook's parent; 0 where there is none
     */
    public HookDesk(Function<Long, HookCalls> calls, LongUnaryOperator hostOf) {
        this.calls = calls;
        this.hostOf = hostOf;
    }

    /**
     * Answers one call. Never fails: what goes wrong is said to the host as a remark, and it goes on.
     *
     * @param host as agent types are spelled
     * @param env variables of the hook's process that hosts use
     * @param parent process that started the hook; 0 where there was none
     */
    public HookCalls.Done answer(String host, Map<String, String> env, long parent, InputStream input) {
        for (HookDialect dialect : HookDialects.ALL)
            if (dialect.agent().wireName().equals(host)) return answer(dialect, env, parent, input);
        return remark("there are no hooks of a host called \"" + host + "\"");
    }

    private HookCalls.Done answer(HookDialect dialect, Map<String, String> env, long parent, InputStream input) {
        try {
            HookEvent event = dialect.read(HookInput.read(input), env);
            long process = parent > 0 ? hostOf.applyAsLong(parent) : 0;
            return calls.apply(process).answer(dialect, event, process);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A hook call could not be answered", e);
            return remark(e.getMessage());
        }
    }

    private static HookCalls.Done remark(String text) {
        return HookCalls.Done.of(new HookOutput("", "slm-mesh hook: " + text + "\n", 0));
    }
}
