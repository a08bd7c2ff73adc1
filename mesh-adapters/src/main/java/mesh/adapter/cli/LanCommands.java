package mesh.adapter.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;

/** {@code slm-mesh invite, join, discover}: one mesh on several machines. */
final class LanCommands {
    private LanCommands() {}

    /** {@code invite}. */
    static final class Invite implements Command {
        private static final String ADDRESS = "--address";

        @Override
        public Syntax syntax() {
            return new Syntax("invite", "Prints the line with which another machine joins this one's mesh.")
                    .repeatable(ADDRESS, "ADDRESS", "where that machine reaches this one, instead of what is looked up")
                    .note("The broker must be open to other machines: SLM_MESH_HOST=0.0.0.0 slm-mesh start")
                    .note(
                            "Whoever has the line can join: pass it on as you would a password. slm-mesh token rotate makes"
                                    + " all lines worthless that were printed before, and sends everybody away who came with one.");
        }

        @Override
        public int run(Invocation call) {
            LanControl.Invited invited =
                    call.broker().lan().invite(call.arguments().all(ADDRESS));
            if (call.json())
                return call.answer(Answer.begin()
                        .field("invitation", invited.line())
                        .field("addresses", invited.addresses())
                        .field("port", invited.port())
                        .field("fingerprint", invited.fingerprint()));
            call.line(invited.line());
            call.remark("On the other machine: slm-mesh join <that line>   (it is as secret as a password)");
            return CommandLine.OK;
        }
    }

    /** {@code join}. */
    static final class Join implements Command {
        private static final String LEAVE = "--leave";
        private static final int MAX_LINE_BYTES = 4 * 1024;

        @Override
        public Syntax syntax() {
            return new Syntax("join", "Takes part in the mesh of another machine, which printed an invitation.")
                    .argument("invitation", Syntax.Count.OPTIONAL, "the line; - reads it from standard input")
                    .flag(LEAVE, "take part no more: this machine has a broker of its own again")
                    .note(
                            "From then on this machine starts no broker: its sessions, hooks and commands work with the hub."
                                    + " Sessions that run already have to be started anew.");
        }

        @Override
        public int run(Invocation call) throws IOException {
            boolean leaving = call.arguments().has(LEAVE);
            if (leaving == (call.arguments().words().size() > 0))
                throw new UsageError("join is followed by an invitation (as slm-mesh invite prints it) or by " + LEAVE);
            return leaving ? leave(call) : join(call);
        }

        private static int join(Invocation call) throws IOException {
            String line = call.text(call.arguments().word(0), "invitation", MAX_LINE_BYTES);
            LanControl.Joined joined = call.broker().lan().join(line);
            if (call.json()) {
                JsonWriter out = Answer.begin()
                        .field("hub", joined.hub())
                        .field("version", joined.version())
                        .field("machine", joined.machine());
                if (joined.stopped().isPresent())
                    out.field("stoppedPid", joined.stopped().getAsLong());
                return call.answer(out);
            }
            call.line("Joined the hub at " + joined.hub() + " (slm-mesh " + joined.version()
                    + "); there this machine is \"" + joined.machine() + "\".");
            if (joined.stopped().isPresent())
                call.remark("The broker of this machine was stopped (pid "
                        + joined.stopped().getAsLong() + "). What it kept is there again after slm-mesh join --leave.");
            return CommandLine.OK;
        }

        private static int leave(Invocation call) {
            Optional<String> left = call.broker().lan().leave();
            if (call.json()) return call.answer(Answer.begin().field("left", left));
            call.line(left.map(hub -> "Left the hub at " + hub + ".").orElse("No hub was joined."));
            return CommandLine.OK;
        }
    }

    /** {@code discover}. */
    static final class Discover implements Command {
        private static final String WAIT = "--wait";
        private static final String FROM = "--from-address";
        private static final Duration USUAL_WAIT = Duration.ofSeconds(4);
        private static final Duration MAX_WAIT = Duration.ofMinutes(1);
        private static final int SHOWN_FINGERPRINT_CHARS = 12;

        @Override
        public Syntax syntax() {
            return new Syntax("discover", "Lists the hubs that make themselves known on this network (mDNS).")
                    .option(WAIT, "DURATION", "how long to listen, 4s unless told, at most 1m")
                    .option(FROM, "ADDRESS", "the network to ask, by this machine's address on it")
                    .note("What is listed is what somebody on the network says. To take part, ask for an invitation: it"
                            + " carries the fingerprint of the key that the hub has to prove.");
        }

        @Override
        public int run(Invocation call) {
            Duration wait = call.arguments().duration(WAIT, USUAL_WAIT);
            if (wait.compareTo(MAX_WAIT) > 0)
                throw new UsageError(WAIT + " must be at most " + Durations.shown(MAX_WAIT));
            List<LanControl.Discovered> found =
                    call.broker().lan().discover(wait, call.arguments().optional(FROM));
            return call.json() ? answer(call, found) : show(call, found);
        }

        private static int answer(Invocation call, List<LanControl.Discovered> found) {
            JsonWriter out = Answer.begin().array("hubs");
            for (LanControl.Discovered hub : found)
                out.object()
                        .field("name", hub.name())
                        .field("addresses", hub.addresses())
                        .field("port", hub.port())
                        .field("fingerprint", hub.fingerprint())
                        .field("version", hub.version())
                        .field("joined", hub.joined())
                        .end();
            return call.answer(out.endArray());
        }

        private static int show(Invocation call, List<LanControl.Discovered> found) {
            if (found.isEmpty()) {
                call.remark("No hub makes itself known on this network.");
                return CommandLine.OK;
            }
            Table table = call.table()
                    .flexible("NAME", 8)
                    .fixed("ADDRESS")
                    .fixed("PORT")
                    .spare("FINGERPRINT", 0, 1)
                    .spare("VERSION", 0, 2)
                    .fixed("");
            for (LanControl.Discovered hub : found)
                table.row(
                        hub.name(),
                        hub.addresses().get(0),
                        Integer.toString(hub.port()),
                        hub.fingerprint()
                                .substring(
                                        0,
                                        Math.min(
                                                SHOWN_FINGERPRINT_CHARS,
                                                hub.fingerprint().length())),
                        hub.version(),
                        hub.joined() ? "joined" : "");
            call.print(table.text());
            return CommandLine.OK;
        }
    }
}
