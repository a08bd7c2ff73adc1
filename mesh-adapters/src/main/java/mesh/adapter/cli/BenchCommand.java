package mesh.adapter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code slm-mesh bench}. */
final class BenchCommand implements Command {
    private static final String QUICK = "--quick";
    private static final String ONLY = "--only";
    private static final String MARKDOWN = "--markdown";
    private static final String FOLDER = "--dir";

    @Override
    public Syntax syntax() {
        return new Syntax("bench", "Measures speed and size on this machine, each beside a bare floor in the same run.")
                .flag(QUICK, "under a minute, with fewer and shorter rounds and less data")
                .repeatable(ONLY, "ROW", "measure this row alone; can be given more than once")
                .option(FOLDER, "FOLDER", "put the databases here; by default into a temporary folder on a disk")
                .flag(MARKDOWN, "answer with a table in Markdown")
                .note(
                        "Brokers of its own do the work, in a folder that is gone afterwards; your own mesh is not touched."
                                + " Figures are medians of rounds that alternate with those of the floor. The exit status says"
                                + " whether everything could be measured, not how fast it was.")
                .note(
                        "Rows: status hook mcp agents send send32 state-lock broadcast read push scale housekeeping wal start.");
    }

    @Override
    public int run(Invocation call) throws IOException {
        Arguments arguments = call.arguments();
        Benchmark benchmark = call.broker().benchmark();
        List<String> only = arguments.all(ONLY);
        for (String name : only) checkRow(name, benchmark);
        Optional<Path> folder = arguments
                .optional(FOLDER)
                .map(path -> call.terminal().directory().resolve(path).normalize());
        if (folder.isPresent() && !Files.isDirectory(folder.get()))
            throw new UsageError(FOLDER + " must be a folder that exists, " + folder.get() + " is none");
        Benchmark.Result result = benchmark.run(
                new Benchmark.Plan(arguments.has(QUICK), only, folder), title -> call.remark("... " + title));
        BenchReport report = new BenchReport(result);
        if (call.json()) return call.answer(report.json());
        call.print(arguments.has(MARKDOWN) ? report.markdown() : report.text(call.table(), call.style()));
        return CommandLine.OK;
    }

    private static void checkRow(String name, Benchmark benchmark) {
        List<String> names = benchmark.rows().stream().map(Benchmark.Row::name).toList();
        if (!names.contains(name))
            throw new UsageError("there is no row \"" + name + "\"; rows are: " + String.join(", ", names));
    }
}
