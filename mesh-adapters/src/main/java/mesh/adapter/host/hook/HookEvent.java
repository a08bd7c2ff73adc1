package mesh.adapter.host.hook;

import java.util.List;

/** What a host reports, whatever it calls it. */
public sealed interface HookEvent {
    HostSession session();

    /** A session begins, or goes on in a new process or with a new context. */
    record Started(HostSession session, Source source) implements HookEvent {}

    /** Why a session starts. */
    enum Source {
        NEW,
        RESUMED,
        CLEARED,
        COMPACTED
    }

    /** The person said something: a turn begins. */
    record Prompted(HostSession session) implements HookEvent {}

    /** The agent is about to change these files, absolute. */
    record Editing(HostSession session, List<String> files) implements HookEvent {
        public Editing {
            files = List.copyOf(files);
        }
    }

    /** A tool has run: the agent reads on. */
    record ToolUsed(HostSession session) implements HookEvent {}

    /**
     * The agent is about to end its turn.
     *
     * @param goesOn whether it went on already because a hook asked for it
     * @param mayGoOn whether the host would let it go on: not when the person stopped it
     */
    record TurnEnding(HostSession session, boolean goesOn, boolean mayGoOn) implements HookEvent {}

    /** A subagent begins. */
    record SubagentStarted(HostSession session) implements HookEvent {}

    /** A subagent is done. */
    record SubagentEnded(HostSession session) implements HookEvent {}

    /** The session ends. @param replaced whether the person goes on in a new one ({@code /clear}) */
    record Ended(HostSession session, boolean replaced) implements HookEvent {}

    /** Nothing that concerns the mesh. */
    record Other(HostSession session) implements HookEvent {}
}
