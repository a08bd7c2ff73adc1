package mesh.adapter.host.hook;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mesh.domain.Refusal;
import mesh.domain.lock.AcquireLock;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.Lease;
import mesh.domain.lock.LockMode;
import mesh.domain.lock.LockOutcome;
import mesh.domain.lock.LockQuery;
import mesh.domain.lock.LockTarget;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerQuery;
import mesh.domain.peer.PeerScope;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;
import mesh.domain.peer.SubagentName;
import mesh.port.in.Mesh;

/**
 * What the mesh makes of what a host reports. Knows no host, no process and no file: what has to be remembered between
 * two calls is in the {@link SessionMemory} that each call brings.
 */
final class HookDecisions {
    /** How long a file stays this session's after an edit, unless the turn ends before. */
    static final Lease EDIT_LEASE = new Lease(Duration.ofMinutes(5));

    /** How often in one turn mail may keep an agent from ending it. */
    static final int MAX_CONTINUATIONS = 3;

    private final Mesh mesh;
    private final InstantSource clock;
    private final Function<HostSession, Registration> registrations;
    private final Recollections recollections;

    /** @param registrations how a session takes part; its session key is set here */
    HookDecisions(
            Mesh mesh,
            InstantSource clock,
            Function<HostSession, Registration> registrations,
            Recollections recollections) {
        this.mesh = mesh;
        this.clock = clock;
        this.registrations = registrations;
        this.recollections = recollections;
    }

    /**
     * Decides one event, and brings {@code memory} up to date with the decision.
     *
     * @throws mesh.port.in.MeshUnavailable where the mesh cannot answer; then nothing is decided
     */
    HookResult decide(HookEvent event, SessionMemory memory) {
        if (event instanceof HookEvent.Other) return HookResult.NOTHING;
        if (memory.peer().isEmpty() || event instanceof HookEvent.Started) join(event.session(), memory);
        try {
            return decideJoined(event, memory);
        } catch (Refusal.UnknownPeer idleForTooLong) {
            join(event.session(), memory);
            return decideJoined(event, memory);
        }
    }

    private HookResult decideJoined(HookEvent event, SessionMemory memory) {
        PeerId peer = memory.peer().orElseThrow();
        Optional<SubagentName> by = event.session().subagent().map(memory::works);
        if (event instanceof HookEvent.SubagentEnded) {
            if (by.isPresent()) release(peer, memory, by);
            event.session().subagent().ifPresent(memory::isDone);
        }
        if (isWithoutSubagents(event)) memory.worksAlone();
        boolean hasMail = mesh.peers().heartbeat(peer, memory.subagents()) > 0;
        if (event instanceof HookEvent.Started) return started(peer, memory, hasMail);
        if (event instanceof HookEvent.Prompted) {
            memory.turnBegins();
            return news(peer, memory, hasMail);
        }
        if (event instanceof HookEvent.Editing editing) return editing(editing, by, peer, memory);
        if (event instanceof HookEvent.ToolUsed) {
            // What is said to the session belongs before the session, not before one of its subagents.
            boolean subagent = event.session().subagent().isPresent();
            return subagent ? HookResult.NOTHING : news(peer, memory, hasMail);
        }
        if (event instanceof HookEvent.TurnEnding ending) return turnEnding(ending, peer, memory, hasMail);
        if (event instanceof HookEvent.SubagentStarted) return subagentStarted(peer);
        if (event instanceof HookEvent.SubagentEnded) return HookResult.NOTHING;
        return ended(((HookEvent.Ended) event).replaced(), peer, memory);
    }

    /** Where the session begins anew or ends its turn. One that is still at work in the background is seen again. */
    private static boolean isWithoutSubagents(HookEvent event) {
        if (event instanceof HookEvent.Started started) return started.source() != HookEvent.Source.COMPACTED;
        return event instanceof HookEvent.TurnEnding;
    }

    private void join(HostSession session, SessionMemory memory) {
        Registered registered = mesh.peers().register(registration(session, memory));
        memory.joined(registered.peer().id(), registered.token());
        memory.edits().clear();
    }

    /** A host whose process was seen once is known by it, also by calls that do not show it. */
    private Registration registration(HostSession session, SessionMemory memory) {
        Registration wish = registrations.apply(session);
        return new Registration(
                memory.hostPid() > 0 ? memory.hostPid() : wish.pid(),
                wish.projectPath(),
                wish.gitRoot(),
                wish.gitBranch(),
                wish.repository(),
                wish.host(),
                wish.agentType(),
                wish.name(),
                wish.udsPath(),
                Optional.of(memory.key()),
                true);
    }

    // --- What is told ---

    private HookResult started(PeerId peer, SessionMemory memory, boolean hasMail) {
        Optional<LivePeer> self = mesh.peers().find(peer);
        self.ifPresent(live -> recollections.ask(memory.key(), work(live.peer())));
        List<LivePeer> others = mesh.peers().list(PeerQuery.around(peer, PeerScope.MACHINE));
        List<HeldLock> locks = mesh.locks().list(LockQuery.ALL);
        Briefing briefing = new Briefing(clock.instant());
        self.ifPresent(live -> briefing.surroundings(live.peer(), others, locks));
        briefing.recollections(recollections.take(memory.key(), Recollections.AT_START));
        return told(briefing, peer, memory, hasMail);
    }

    /** What a memory is asked for. */
    private static String work(Peer peer) {
        String path = peer.projectPath();
        String project = path.substring(path.lastIndexOf('/') + 1);
        return (project + " " + peer.gitBranch().orElse("") + " " + peer.summary()).strip();
    }

    private HookResult subagentStarted(PeerId peer) {
        Briefing briefing = new Briefing(clock.instant());
        List<HeldLock> locks = mesh.locks().list(LockQuery.ALL);
        mesh.peers().find(peer).ifPresent(live -> briefing.inTheWay(live.peer(), locks));
        return briefing.isEmpty() ? HookResult.NOTHING : HookResult.of(new HookAnswer.Context(briefing.text()));
    }

    private HookResult news(PeerId peer, SessionMemory memory, boolean hasMail) {
        Briefing briefing = new Briefing(clock.instant());
        briefing.recollections(recollections.take(memory.key()));
        return told(briefing, peer, memory, hasMail);
    }

    private HookResult told(Briefing briefing, PeerId peer, SessionMemory memory, boolean hasMail) {
        if (hasMail) return announced(briefing, peer, memory, SessionMemory.Rung.CONTEXT, HookAnswer.Context::new);
        return briefing.isEmpty() ? HookResult.NOTHING : HookResult.of(new HookAnswer.Context(briefing.text()));
    }

    /** Adds what is unread and was not announced on this rung yet. */
    private HookResult announced(
            Briefing briefing,
            PeerId peer,
            SessionMemory memory,
            SessionMemory.Rung rung,
            Function<String, HookAnswer> asAnswer) {
        List<Message> unread = mesh.messages().read(InboxQuery.peek(peer)).messages();
        List<Message> news = new ArrayList<>(unread.size());
        for (Message message : unread) if (!memory.wasAnnounced(rung, message.id())) news.add(message);
        briefing.messages(news, sender -> mesh.peers().find(sender));
        if (briefing.isEmpty()) return HookResult.NOTHING;
        memory.announce(rung, briefing.announced());
        return new HookResult(
                asAnswer.apply(briefing.text()), Optional.of(peer), briefing.shownWhole(), Optional.empty());
    }

    private HookResult turnEnding(HookEvent.TurnEnding event, PeerId peer, SessionMemory memory, boolean hasMail) {
        release(peer, memory, Optional.empty());
        if (!event.goesOn()) memory.turnBegins();
        if (hasMail && event.mayGoOn() && memory.continuations() < MAX_CONTINUATIONS) {
            HookResult mail = announced(
                    new Briefing(clock.instant()), peer, memory, SessionMemory.Rung.STOP, HookAnswer.GoOn::new);
            if (mail.answer() instanceof HookAnswer.GoOn) {
                memory.goesOn();
                return mail;
            }
        }
        memory.turnEnds();
        return HookResult.NOTHING;
    }

    private HookResult ended(boolean replaced, PeerId peer, SessionMemory memory) {
        memory.turnEnds();
        memory.waitsAs(0);
        if (replaced) {
            release(peer, memory, Optional.empty());
            return HookResult.NOTHING;
        }
        mesh.peers().unregister(peer);
        memory.left();
        memory.runsIn(0);
        return HookResult.NOTHING;
    }

    // --- Edits ---

    private HookResult editing(HookEvent.Editing event, Optional<SubagentName> by, PeerId peer, SessionMemory memory) {
        List<LockTarget> targets = new ArrayList<>(event.files().size());
        for (String file : event.files()) {
            if (targets.size() == AcquireLock.MAX_TARGETS) break;
            targets.add(LockTarget.of(file));
        }
        if (targets.isEmpty()) return HookResult.NOTHING;
        LockOutcome outcome = mesh.locks()
                .acquire(new AcquireLock(
                        peer, targets, LockMode.EXCLUSIVE, EditLeases.REASON, Optional.of(EDIT_LEASE), by));
        return outcome.match(
                granted -> {
                    new EditLeases(mesh, memory).granted(granted, by);
                    return HookResult.NOTHING;
                },
                held -> HookResult.of(new HookAnswer.Deny(Briefing.denial(held.blocking(), held.ahead()))),
                deadlock -> HookResult.of(new HookAnswer.Deny(Briefing.denial(deadlock.blocking(), List.of()))));
    }

    /** @param by only what this subagent took; empty for all */
    private void release(PeerId peer, SessionMemory memory, Optional<SubagentName> by) {
        new EditLeases(mesh, memory).release(peer, by);
    }
}
