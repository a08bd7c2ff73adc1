package mesh.adapter.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonWriter;
import mesh.port.in.StatusReport;

/** {@code slm-mesh start, stop, clean, backup}: the broker and what it keeps. */
final class BrokerCommands {
    private BrokerCommands() {}

    /** {@code start}. */
    static final class Start implements Command {
        private static final String FOREGROUND = "--foreground";

        @Override
        public Syntax syntax() {
            return new Syntax("start", "Starts the broker. Seldom needed: whatever wants it starts it.")
                    .flag(FOREGROUND, "run it here, until interrupted, instead of in the background");
        }

        @Override
        public int run(Invocation call) {
            if (call.arguments().has(FOREGROUND)) return call.broker().runBroker();
            boolean started = call.broker().start();
            // What was reached may have been a broker that was just being killed; then another one is started.
            StatusReport report = call.mesh().status().report();
            if (call.json())
                return call.answer(Answer.begin()
                        .field("started", started)
                        .field("version", report.version())
                        .field("pid", report.pid())
                        .field("port", report.port()));
            call.line((started ? "Started: pid " : "It runs already: pid ") + report.pid() + ", port " + report.port());
            return CommandLine.OK;
        }
    }

    /** {@code stop}. */
    static final class Stop implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("stop", "Stops the broker; it finishes what it began, and forgets nothing.");
        }

        @Override
        public int run(Invocation call) {
            OptionalLong stopped = call.broker().stop();
            if (call.json()) {
                JsonWriter out = Answer.begin().field("stopped", stopped.isPresent());
                if (stopped.isPresent()) out.field("pid", stopped.getAsLong());
                return call.answer(out);
            }
            call.line(stopped.isPresent() ? "Stopped pid " + stopped.getAsLong() : "No broker was running.");
            return CommandLine.OK;
        }
    }

    /** {@code clean}. */
    static final class Clean implements Command {
        private static final String DAMAGED = "--damaged";

        @Override
        public Syntax syntax() {
            return new Syntax("clean", "Removes what a dead broker left: its socket, its pid and port file.")
                    .flag(
                            DAMAGED,
                            "instead, move a damaged database aside, so that the next broker begins with an empty one")
                    .note("It touches neither messages, state, locks nor the token, and ends no process. " + DAMAGED
                            + " deletes nothing, either, and leaves a sound database where it is.");
        }

        @Override
        public int run(Invocation call) {
            boolean damaged = call.arguments().has(DAMAGED);
            BrokerControl.Cleaned cleaned =
                    damaged ? call.broker().moveDamagedAside() : call.broker().clean();
            if (cleaned.runningBroker().isPresent()) {
                String refusal =
                        "A broker is running (pid " + cleaned.runningBroker().getAsLong()
                                + "), so nothing was touched. Stop it first: slm-mesh stop";
                return refuse(call, ErrorCode.LOCK_HELD, refusal);
            }
            if (call.json()) {
                JsonWriter out = Answer.begin().array(damaged ? "movedTo" : "removed");
                for (Path file : cleaned.files()) out.value(file.toString());
                return call.answer(out.endArray());
            }
            for (Path file : cleaned.files()) call.line((damaged ? "Moved to " : "Removed ") + file);
            if (cleaned.files().isEmpty())
                call.remark(damaged ? "The database is not damaged." : "There was nothing to remove.");
            return CommandLine.OK;
        }
    }

    private static int refuse(Invocation call, ErrorCode code, String refusal) {
        return call.json() ? call.answer(ErrorJson.answer(code, refusal)) : call.refuse(refusal);
    }

    /** {@code backup}. */
    static final class Backup implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax(
                            "backup", "Writes a consistent copy of everything to a new file, while the broker goes on.")
                    .argument("file", Syntax.Count.ONE, "must not exist yet")
                    .note("To restore: slm-mesh stop, then put the copy in the place of mesh.db in the data directory,"
                            + " without a mesh.db-wal or mesh.db-shm beside it.");
        }

        @Override
        public int run(Invocation call) {
            Path file = Path.of(call.absolute(call.arguments().word(0))).normalize();
            Optional<String> damage = call.broker().backup(file);
            if (damage.isPresent())
                return refuse(
                        call,
                        ErrorCode.STORE_UNAVAILABLE,
                        "Wrote " + file + ", page by page, but what it is a copy of is damaged: " + damage.get()
                                + ". A broker does not take it; what is whole in it can be read with tools of SQLite.");
            long bytes = file.toFile().length();
            if (call.json())
                return call.answer(Answer.begin().field("file", file.toString()).field("sizeBytes", bytes));
            call.line("Wrote " + file + " (" + Shown.bytes(bytes) + ")");
            return CommandLine.OK;
        }
    }
}
