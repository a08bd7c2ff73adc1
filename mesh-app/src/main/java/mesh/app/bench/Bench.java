package mesh.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mesh.adapter.cli.Benchmark;

/** {@code slm-mesh bench}: the rows, one after the other, on one stage. */
public final class Bench implements Benchmark {
    private static final List<mesh.app.bench.Row> ROWS = List.of(
            new StatusRow(),
            new HookRow(),
            new McpRow(),
            new AgentsRow(),
            new SendRow(),
            new ManySendsRow(),
            new StateAndLockRow(),
            new BroadcastRow(),
            new ReadRow(),
            new PushRow(),
            new ScaleRow(),
            new HousekeepingRow(),
            new LogRow(),
            new StartRow());

    private final List<String> launcher;
    private final Map<String, String> environment;
    private final String version;

    /**
     * @param launcher the command that starts this program
     * @param environment variables of this process
     */
    public Bench(List<String> launcher, Map<String, String> environment, String version) {
        this.launcher = List.copyOf(launcher);
        this.environment = Map.copyOf(environment);
        this.version = version;
    }

    @Override
    public List<Benchmark.Row> rows() {
        return ROWS.stream()
                .map(row -> new Benchmark.Row(row.name(), row.title()))
                .toList();
    }

    @Override
    public Result run(Plan plan, Consumer<String> progress) throws IOException {
        Path folder = plan.folder().isPresent() ? plan.folder().get() : temporary();
        Effort effort = plan.quick() ? Effort.QUICK : Effort.FULL;
        Sheet sheet = new Sheet();
        try (Stage stage = new Stage(launcher, effort, folder, Machine.isDisk(folder))) {
            Map<String, String> facts = Machine.facts(stage.folder(), version, options(plan));
            for (mesh.app.bench.Row row : ROWS) {
                if (!plan.only().isEmpty() && !plan.only().contains(row.name())) continue;
                progress.accept(row.title());
                sheet.begin(row.name());
                row.measure(stage, sheet);
            }
            return new Result(facts, sheet.figures());
        }
    }

    private static String options(Plan plan) {
        StringBuilder options = new StringBuilder(plan.quick() ? " --quick" : "");
        for (String row : plan.only()) options.append(" --only ").append(row);
        plan.folder().ifPresent(folder -> options.append(" --dir ").append(folder));
        return options.toString();
    }

    /** The usual temporary folder, unless it is in memory and there is one on a disk. */
    private Path temporary() throws IOException {
        String chosen = environment.get("TMPDIR");
        Path usual = Path.of(chosen == null ? System.getProperty("java.io.tmpdir") : chosen);
        Path other = Path.of("/var/tmp");
        if (Machine.isDisk(usual) || !Files.isWritable(other) || !Machine.isDisk(other)) return usual;
        return other;
    }
}
