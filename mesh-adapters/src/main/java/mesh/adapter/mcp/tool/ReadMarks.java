package mesh.adapter.mcp.tool;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.mcp.rpc.HandOver;
import mesh.domain.message.Delivery;
import mesh.domain.message.MessageId;
import mesh.domain.peer.PeerId;

/** Marks messages as read when the result that holds them is written, and has nobody ask what is unread in between. */
final class ReadMarks {

    private final ReentrantLock writing = new ReentrantLock();

    /** What goes around the writing of a result that holds these unread messages. */
    HandOver around(List<MessageId> messages, Agent agent) {
        if (messages.isEmpty()) return HandOver.PLAIN;
        PeerId reader = agent.id();
        return write -> {
            writing.lock();
            try {
                boolean written = write.getAsBoolean();
                if (written) mark(messages, reader, agent);
                return written;
            } finally {
                writing.unlock();
            }
        };
    }

    private static void mark(List<MessageId> messages, PeerId reader, Agent agent) {
        try {
            agent.mesh().messages().acknowledge(reader, messages, Delivery.READ);
        } catch (RuntimeException e) {
            log().log(System.Logger.Level.WARNING, "Messages that were handed over still count as unread", e);
        }
    }

    /** Returns when no result with unread messages is being written. */
    void settle() {
        writing.lock();
        writing.unlock();
    }

    /** Set up when something is logged: most processes log nothing, and it takes them longer than their work. */
    private static System.Logger log() {
        return System.getLogger(ReadMarks.class.getName());
    }
}
