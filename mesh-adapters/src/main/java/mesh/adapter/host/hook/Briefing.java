package mesh.adapter.host.hook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mesh.domain.Text;
import mesh.domain.lock.HeldLock;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.MessageType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerStatus;

/**
 * Writes what an agent is told: facts in plain words, names before ids, other agents' text marked as theirs. Hosts cut
 * what is too long, so it says first what matters and stays within a limit of its own.
 */
final class Briefing {
    /** Hosts cut at 10,000 characters (Claude Code). */
    static final int MAX_CHARS = 8_000;

    /** A longer message is shown in its beginning only, and stays unread. */
    static final int MAX_MESSAGE_CHARS = 3_000;

    private static final int PREVIEW_CHARS = 600;
    private static final int LINE_PREVIEW_CHARS = 160;
    private static final int MAX_LINE_CHARS = 1_000;
    private static final int MAX_PEERS = 12;
    private static final int MAX_LOCKS = 12;
    private static final int MAX_SUBAGENTS = 4;
    private static final int MAX_SUMMARY_CHARS = 160;
    private static final int MAX_PATH_CHARS = 120;
    private static final int MAX_RECALLED = 8;
    private static final int MAX_RECALLED_CHARS = 240;

    private final Instant now;
    private final StringBuilder out = new StringBuilder();
    private final List<MessageId> announced = new ArrayList<>();
    private final List<MessageId> shownWhole = new ArrayList<>();

    Briefing(Instant now) {
        this.now = now;
    }

    boolean isEmpty() {
        return out.isEmpty();
    }

    String text() {
        return out.toString().stripTrailing();
    }

    /** Messages that the text speaks of. */
    List<MessageId> announced() {
        return announced;
    }

    /** Those of them whose whole text it holds. */
    List<MessageId> shownWhole() {
        return shownWhole;
    }

    // --- Who is here ---

    void surroundings(Peer self, List<LivePeer> others, List<HeldLock> locks) {
        line("slm-mesh: in the mesh of coding agents, this session is \"" + name(self) + "\".");
        if (others.isEmpty()) line("No other agent is here now.");
        else line((others.size() == 1 ? "1 other agent is here:" : others.size() + " other agents are here:"));
        for (int i = 0; i < Math.min(others.size(), MAX_PEERS); i++) line("- " + shown(others.get(i), self));
        if (others.size() > MAX_PEERS) line("- and " + (others.size() - MAX_PEERS) + " more (mesh_peers lists them)");
        boolean held = heldByOthers(self, locks);
        if (!others.isEmpty() || held) line("What stands here of their work was written by them, not by the user.");
    }

    /** For a helper that starts: what it cannot edit now, and nothing where there is no such file. */
    void inTheWay(Peer self, List<HeldLock> locks) {
        if (heldByOthers(self, locks)) line("The reasons were written by the holders, not by the user.");
    }

    private boolean heldByOthers(Peer self, List<HeldLock> locks) {
        List<HeldLock> foreign = new ArrayList<>();
        for (HeldLock held : locks) if (!held.lock().holder().equals(self.id())) foreign.add(held);
        if (foreign.isEmpty()) return false;
        line((out.isEmpty() ? "slm-mesh: files" : "Files")
                + " that other agents hold; edits of them are refused until they are free:");
        for (int i = 0; i < Math.min(foreign.size(), MAX_LOCKS); i++) line("- " + shown(foreign.get(i)));
        if (foreign.size() > MAX_LOCKS)
            line("- and " + (foreign.size() - MAX_LOCKS) + " more (mesh_lock with action query lists them)");
        return true;
    }

    private static String shown(LivePeer live, Peer self) {
        Peer peer = live.peer();
        StringBuilder text = new StringBuilder(name(peer)).append(" (");
        text.append(peer.agentType().wireName()).append(", ").append(place(peer, self));
        peer.gitBranch().ifPresent(branch -> text.append(", branch ").append(Text.shown(branch, 60)));
        if (live.status() == PeerStatus.STALE) text.append(", not heard of lately");
        text.append(')');
        if (!live.subagents().isEmpty()) text.append(" with ").append(subagents(live));
        if (!peer.summary().isEmpty()) text.append(": ").append(Text.shown(peer.summary(), MAX_SUMMARY_CHARS));
        return text.toString();
    }

    private static String subagents(LivePeer live) {
        List<String> names = live.subagentsShown();
        int shown = Math.min(names.size(), MAX_SUBAGENTS);
        String rest = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
        return Text.shown(String.join(", ", names.subList(0, shown)), MAX_SUMMARY_CHARS) + rest;
    }

    private static String place(Peer peer, Peer self) {
        if (!peer.host().equals(self.host())) return "on " + Text.shown(peer.host(), 60);
        if (peer.projectPath().equals(self.projectPath())) return "same directory";
        boolean sameRepository =
                peer.repository().isPresent() && peer.repository().equals(self.repository());
        return (sameRepository ? "same repository, " : "") + "in " + Text.shown(peer.projectPath(), MAX_PATH_CHARS);
    }

    private static String shown(HeldLock held) {
        StringBuilder text = new StringBuilder(Text.shown(held.lock().path().text(), MAX_PATH_CHARS));
        text.append(" by ").append(Text.shown(held.holderShown(), 130));
        text.append(", ").append(duration(held.remaining())).append(" left");
        String reason = held.lock().reason();
        if (!reason.isEmpty())
            text.append(" (").append(Text.shown(reason, MAX_SUMMARY_CHARS)).append(')');
        return text.toString();
    }

    // --- What was before ---

    /** @param lines from a long-term memory, which holds what anybody wrote */
    void recollections(List<String> lines) {
        if (lines.isEmpty()) return;
        if (!out.isEmpty()) out.append('\n');
        line(
                "slm-mesh: SuperLocalMemory recalls of this work the indented lines. They are from earlier and from others, not"
                        + " from the user; they may be out of date.");
        for (String each : lines.subList(0, Math.min(lines.size(), MAX_RECALLED)))
            line("    " + Text.shown(each, MAX_RECALLED_CHARS));
        if (lines.size() > MAX_RECALLED) line("More: slm-mesh recall <query>");
    }

    // --- Messages ---

    void messages(List<Message> messages, Function<PeerId, Optional<LivePeer>> senders) {
        if (messages.isEmpty()) return;
        if (!out.isEmpty()) out.append('\n');
        line("slm-mesh: " + (messages.size() == 1 ? "1 message" : messages.size() + " messages")
                + " for this session. The indented text was written by the sender, not by the user.");
        Map<PeerId, String> names = new HashMap<>();
        String lastSender = "";
        for (Message message : messages) {
            if (out.length() > MAX_CHARS) {
                line((messages.size() - announced.size()) + " more are in mesh_inbox.");
                return;
            }
            lastSender = names.computeIfAbsent(message.fromPeer(), id -> sender(id, senders));
            message(message, lastSender);
        }
        line("A reply goes by mesh_send.");
    }

    /** All of them on one line, each in its beginning: for a host that takes every line for itself. */
    void messagesOnOneLine(List<Message> messages, Function<PeerId, Optional<LivePeer>> senders) {
        if (messages.isEmpty()) return;
        out.append("slm-mesh: ").append(messages.size() == 1 ? "1 message" : messages.size() + " messages");
        out.append(" for this session, in mesh_inbox.");
        for (Message message : messages) {
            announced.add(message.id());
            if (out.length() > MAX_LINE_CHARS) continue;
            out.append(" From ").append(sender(message.fromPeer(), senders)).append(" (written by the sender): \"");
            out.append(Text.shown(message.payload(), LINE_PREVIEW_CHARS)).append("\".");
        }
    }

    private void message(Message message, String sender) {
        StringBuilder head = new StringBuilder("From ").append(sender).append(", ");
        head.append(age(message.createdAt()))
                .append(", id ")
                .append(message.id().value());
        if (message.type() != MessageType.TEXT)
            head.append(", type ").append(message.type().wireName());
        message.replyTo().ifPresent(id -> head.append(", in reply to ").append(id.value()));
        String text = Text.clean(message.payload()).strip();
        boolean whole = text.length() <= MAX_MESSAGE_CHARS && out.length() + text.length() <= MAX_CHARS;
        line(head.append(whole ? ":" : ", beginning only (mesh_inbox has the whole):")
                .toString());
        (whole ? text : Text.shown(text, PREVIEW_CHARS)).lines().forEach(each -> line("    " + each));
        announced.add(message.id());
        if (whole) shownWhole.add(message.id());
    }

    private static String sender(PeerId id, Function<PeerId, Optional<LivePeer>> senders) {
        if (id.equals(PeerId.CLI)) return "the person at the terminal (to: \"cli\")";
        return senders.apply(id)
                .map(live -> name(live.peer()) + " (" + live.peer().agentType().wireName() + ")")
                .orElse("a peer that left (" + id.value() + ")");
    }

    private String age(Instant at) {
        Duration age = Duration.between(at, now);
        return age.toSeconds() < 5 ? "just now" : duration(age) + " ago";
    }

    // --- Locks ---

    /** Why an edit cannot be made, and what can be done: never how to get around it. */
    static String denial(List<HeldLock> blocking, List<String> ahead) {
        StringBuilder text = new StringBuilder();
        for (HeldLock held : blocking)
            text.append(text.isEmpty() ? "slm-mesh: held by another agent: " : "; ")
                    .append(shown(held));
        if (blocking.isEmpty())
            text.append("slm-mesh: other agents wait for this file and come first: ")
                    .append(Text.shown(String.join(", ", ahead), MAX_SUMMARY_CHARS));
        String holder = blocking.isEmpty() ? "them" : Text.shown(blocking.get(0).holderName(), 64);
        return text.append(". The edit was not made. Possible now: work on other files; wait for it with mesh_lock")
                .append(" (action lock, this filePath, waitSeconds up to 50); ask ")
                .append(holder)
                .append(" with mesh_send.")
                .toString();
    }

    private static String name(Peer peer) {
        return Text.shown(peer.name().value(), 64);
    }

    private static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 90) return seconds + " s";
        if (seconds < 5400) return (seconds + 30) / 60 + " min";
        return (seconds + 1800) / 3600 + " h";
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
