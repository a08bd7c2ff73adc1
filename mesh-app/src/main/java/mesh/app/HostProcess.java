package mesh.app;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The process of the coding agent that started this one, with shells and launchers in between. */
final class HostProcess {
    private static final int MAX_ANCESTORS = 16;
    private static final Set<String> BETWEEN = Set.of(
            "sh",
            "ash",
            "bash",
            "busybox",
            "dash",
            "fish",
            "ksh",
            "zsh",
            "env",
            "timeout",
            "cmd.exe",
            "pwsh",
            "powershell.exe");

    private HostProcess() {}

    /** The nearest process above {@code process} that is more than a shell; 0 where there is none to be seen. */
    static long above(ProcessHandle process) {
        return firstHost(process.parent());
    }

    /** The same, where {@code pid} is the first that may be it. */
    static long from(long pid) {
        return firstHost(ProcessHandle.of(pid));
    }

    private static long firstHost(Optional<ProcessHandle> nearest) {
        Optional<ProcessHandle> each = nearest;
        for (int i = 0; i < MAX_ANCESTORS && each.isPresent(); i++) {
            if (!isBetween(each.get())) return each.get().pid();
            each = each.get().parent();
        }
        return 0;
    }

    /** All processes above this one. */
    static Set<Long> ancestors() {
        Set<Long> pids = new LinkedHashSet<>();
        Optional<ProcessHandle> each = ProcessHandle.current().parent();
        for (int i = 0; i < MAX_ANCESTORS && each.isPresent(); i++) {
            pids.add(each.get().pid());
            each = each.get().parent();
        }
        return pids;
    }

    private static boolean isBetween(ProcessHandle process) {
        String program = process.info().command().orElse("");
        return BETWEEN.contains(program.substring(program.lastIndexOf('/') + 1));
    }
}
