package mesh.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import mesh.adapter.host.hook.HookOutput;
import mesh.adapter.host.hook.Patience;
import mesh.adapter.host.relay.HookRelay;

/**
 * This process as a hook of a coding agent, for one call. The broker decides; this hands the call on and the answer back,
 * where the launcher could not do so with curl.
 * Nothing here stops the agent, and next to nothing is loaded here, since the agent waits.
 */
final class HookProcess {
    /** More than a tool call ever holds; what is beyond it is not looked at. */
    private static final int MAX_INPUT_BYTES = 64 * 1024 * 1024;

    /** The launcher knows its parent for nothing; a JVM has to load a good deal to ask. */
    private static final String PARENT_PROPERTY = "slm.mesh.parent";

    /** Set by the launcher where it asked the broker itself, and waited in vain. */
    private static final String SILENT_PROPERTY = "slm.mesh.silent";

    private final String host;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    HookProcess(String host, Map<String, String> environment, PrintStream out, PrintStream err) {
        this.host = host;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Answers the call on standard input. @return exit status as the host reads it */
    int call(InputStream in) {
        try {
            byte[] input = in.readNBytes(MAX_INPUT_BYTES);
            Duration limit = patience(environment);
            if (System.getProperty(SILENT_PROPERTY) != null)
                return new HookFallback(this, host, environment).tookTooLong(input, limit);
            HookRelay relay;
            try {
                relay = connect(limit);
            } catch (IOException e) {
                return new HookFallback(this, host, environment).withoutBroker(input);
            }
            try (relay) {
                return handOn(relay, input);
            } catch (IOException e) {
                return new HookFallback(this, host, environment).tookTooLong(input, limit);
            }
        } catch (IOException | RuntimeException e) {
            return remark(e.getMessage());
        }
    }

    /** How long a host is kept waiting. */
    static Duration patience(Map<String, String> environment) {
        return environment.get(BrokerConfig.HOOK_WAIT) == null
                ? Patience.FOR_A_CALL
                : BrokerConfig.hookWait(environment);
    }

    /** @throws IOException where no broker listens */
    HookRelay connect(Duration limit) throws IOException {
        Path socket = BrokerConfig.directory(environment).resolve(HookRelay.SOCKET);
        return HookRelay.open(socket, limit);
    }

    /** @throws IOException where the broker goes away or takes too long */
    int handOn(HookRelay relay, byte[] input) throws IOException {
        HookOutput answer = relay.ask(host, parent(), environment, input);
        int status = write(answer);
        relay.handedOver();
        return status;
    }

    /** The process that started this one; 0 where it cannot be seen. */
    static long parent() {
        String parent = System.getProperty(PARENT_PROPERTY);
        if (parent != null && !parent.isEmpty()) return Long.parseLong(parent);
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    int write(HookOutput output) {
        err.print(output.err());
        err.flush();
        out.print(output.out());
        out.flush();
        return output.status();
    }

    int remark(String text) {
        err.println("slm-mesh hook: " + text);
        err.flush();
        return 0;
    }
}
