package mesh.adapter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mesh.port.in.MeshUnavailable;

/** Hosts that remember what they were asked for. */
final class TestHosts implements HostControl {
    final List<Change> changes = new ArrayList<>();
    final List<Change> applied = new ArrayList<>();
    final List<Held> held = new ArrayList<>();
    final List<Trial> trials = new ArrayList<>();
    Wish wish;
    String hook = "";
    boolean brokerRuns = true;
    boolean writable = true;

    @Override
    public List<String> names() {
        return List.of("claude-code", "cursor");
    }

    @Override
    public Plan plan(Wish wished) {
        wish = wished;
        return new Plan() {
            @Override
            public String title() {
                return "Claude Code";
            }

            @Override
            public List<Change> changes() {
                return changes;
            }

            @Override
            public List<String> notes() {
                return List.of("Restart it.");
            }

            @Override
            public void apply(Change change) throws IOException {
                if (!writable) throw new IOException("the disk is full");
                applied.add(change);
            }
        };
    }

    @Override
    public int runHook(String host, HookMode mode) {
        hook = host + " " + mode;
        return 2;
    }

    @Override
    public List<Trial> tryHooks(Path project) {
        return trials;
    }

    @Override
    public Plan planGuard(boolean install, Path directory) {
        return plan(new Wish("git", install, false, false, directory));
    }

    @Override
    public List<Held> heldByOthers(Path directory, List<String> files) {
        if (!brokerRuns) throw new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, "no broker runs");
        return held;
    }
}
