package mesh.domain.peer;

import mesh.domain.InvalidInput;

/**
 * One run of one process: a process id is used again, its {@code mark} (boot and start time, as the machine's adapter
 * spells them) is not.
 */
public record ProcessIdentity(long pid, String mark) {
    public ProcessIdentity {
        InvalidInput.range("pid", pid, 1, Integer.MAX_VALUE);
        InvalidInput.length("mark", mark, 1, 200);
    }
}
