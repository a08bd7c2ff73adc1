package mesh.adapter.mcp.tool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mesh.domain.lock.HeldLock;
import mesh.domain.lock.LockQuery;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;

/** The line at the end of a result: what the agent should notice now. An agent does not look by itself. */
final class Notices {
    private static final int MAX_NAMED = 3;
    /** A lease is about to end when it has less than this, and less than half of its length, to go. */
    private static final Duration SOON = Duration.ofMinutes(2);

    private Notices() {}

    /** @param handedOver messages in the result itself, which are no news */
    static Optional<String> line(Agent agent, List<MessageId> handedOver) {
        try {
            return agent.known().flatMap(me -> line(me, agent, handedOver));
        } catch (RuntimeException e) {
            log().log(System.Logger.Level.DEBUG, "No notice line: the mesh does not say", e);
            return Optional.empty();
        }
    }

    private static Optional<String> line(Peer me, Agent agent, List<MessageId> handedOver) {
        List<String> news = new ArrayList<>();
        Names names = new Names(agent);
        agent.readMarks().settle();
        // The heartbeat tells how many are unread, and is not counted as a call.
        int unread = agent.mesh().peers().heartbeat(me.id()) - handedOver.size();
        if (unread > 0) news.add(unread(me.id(), unread, handedOver, agent, names));
        if (agent.mayHoldLocks())
            for (HeldLock held : agent.mesh().locks().list(LockQuery.heldBy(me.id()))) addNews(held, me, names, news);
        return news.isEmpty() ? Optional.empty() : Optional.of("Notice: " + String.join(" ", news));
    }

    private static String unread(PeerId me, int unread, List<MessageId> handedOver, Agent agent, Names names) {
        int limit = Math.min(InboxQuery.MAX_LIMIT, handedOver.size() + MAX_NAMED);
        InboxQuery look = new InboxQuery(me, InboxQuery.Filter.UNREAD, Optional.empty(), limit, true);
        List<String> senders = new ArrayList<>();
        for (Message message : agent.mesh().messages().read(look).messages())
            if (!handedOver.contains(message.id()) && senders.size() < MAX_NAMED)
                senders.add(message.type().wireName() + " from " + names.of(message.fromPeer()));
        if (unread > senders.size()) senders.add("...");
        return Words.count(unread, "unread message", "unread messages") + " (" + String.join(", ", senders)
                + "): read with mesh_inbox.";
    }

    private static void addNews(HeldLock held, Peer me, Names names, List<String> news) {
        String path = Words.path(held.lock().path().text(), me.projectPath());
        Duration length = Duration.between(held.lock().acquiredAt(), held.lock().expiresAt());
        Duration left = held.remaining();
        if (left.compareTo(SOON) < 0 && left.multipliedBy(2).compareTo(length) < 0)
            news.add("Your lock on " + path + " ends in " + Words.span(left) + ".");
        if (!held.waiters().isEmpty())
            news.add(String.join(", ", names.of(held.waiters())) + " waiting for your lock on " + path + ".");
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(Notices.class.getName());
    }
}
