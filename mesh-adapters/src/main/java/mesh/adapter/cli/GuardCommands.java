package mesh.adapter.cli;

import java.io.IOException;
import java.util.List;
import mesh.adapter.wire.Answer;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Text;
import mesh.port.in.MeshUnavailable;

/** {@code slm-mesh guard ...}: nobody commits a file that somebody else holds. */
final class GuardCommands {
    private GuardCommands() {}

    /** {@code guard install} and {@code guard uninstall}. */
    static final class Hook implements Command {
        private final boolean install;

        Hook(boolean install) {
            this.install = install;
        }

        @Override
        public Syntax syntax() {
            Syntax syntax = install
                    ? new Syntax("guard install", "Puts the guard into this repository's pre-commit hook.")
                            .note("A hook that is there keeps its lines; core.hooksPath counts.")
                    : new Syntax("guard uninstall", "Takes the guard out of this repository's pre-commit hook.");
            return syntax.flag(InstallCommand.DRY_RUN, "show what would change, and change nothing");
        }

        @Override
        public int run(Invocation call) {
            HostControl.Plan plan =
                    call.broker().hosts().planGuard(install, call.terminal().directory());
            return InstallCommand.carryOut(call, plan, call.arguments().has(InstallCommand.DRY_RUN));
        }
    }

    /** {@code guard check}. */
    static final class Check implements Command {
        @Override
        public Syntax syntax() {
            return new Syntax("guard check", "Says whether another agent holds a file that is about to be committed.")
                    .argument(
                            "file",
                            Syntax.Count.ANY,
                            "files to check, relative to the repository's top; without any, what is staged")
                    .note("Ends with status 1 where somebody does, and names file and holder.");
        }

        @Override
        public int run(Invocation call) throws IOException {
            List<HostControl.Held> held;
            try {
                held = call.broker()
                        .hosts()
                        .heldByOthers(
                                call.terminal().directory(), call.arguments().words());
            } catch (MeshUnavailable e) {
                call.remark("slm-mesh guard: not checked, since " + e.getMessage());
                return call.json() ? call.answer(Answer.begin().array("held").endArray()) : CommandLine.OK;
            }
            return call.json() ? answer(call, held) : tell(call, held);
        }

        private static int tell(Invocation call, List<HostControl.Held> held) {
            if (held.isEmpty()) return CommandLine.OK;
            call.refuse("not to be committed now, since another agent holds:");
            for (HostControl.Held each : held)
                call.remark("  " + Text.line(each.path()) + "  " + call.style().name(Text.line(each.holder())) + ", "
                        + Durations.shown(each.remaining()) + " left"
                        + (each.reason().isEmpty() ? "" : " (" + Text.line(each.reason()) + ")"));
            call.remark(
                    "Wait until it is free (slm-mesh lock list), ask its holder (slm-mesh send), or leave it out of this"
                            + " commit.");
            return CommandLine.FAILED;
        }

        private static int answer(Invocation call, List<HostControl.Held> held) {
            JsonWriter out = held.isEmpty()
                    ? Answer.begin()
                    : new JsonWriter()
                            .object()
                            .field("ok", false)
                            .field(
                                    "error",
                                    "Another agent holds " + Shown.count(held.size(), "file") + " of this commit.")
                            .field("code", "lock_held");
            out.array("held");
            for (HostControl.Held each : held)
                out.object()
                        .field("filePath", each.path())
                        .field("holder", each.holder())
                        .field("remainingMs", each.remaining().toMillis())
                        .field("reason", each.reason())
                        .end();
            call.answer(out.endArray());
            return held.isEmpty() ? CommandLine.OK : CommandLine.FAILED;
        }
    }
}
