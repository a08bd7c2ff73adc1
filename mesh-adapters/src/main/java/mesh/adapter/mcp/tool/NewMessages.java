package mesh.adapter.mcp.tool;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mesh.domain.Notice;
import mesh.domain.event.Sequence;
import mesh.domain.message.Message;
import mesh.domain.peer.PeerId;
import mesh.port.in.EventFeed;

/** Tells of each new message to an agent once, from when it takes part until this is closed. */
public final class NewMessages implements AutoCloseable {
    private final Agent agent;
    private final Consumer<Message> listener;
    private final Consumer<PeerId> onJoin = this::follow;
    private final ReentrantLock changing = new ReentrantLock();
    private EventFeed.Following following;
    private Sequence last = Sequence.START;
    private boolean closed;

    /** @param listener must return at once */
    public NewMessages(Agent agent, Consumer<Message> listener) {
        this.agent = requireNonNull(agent);
        this.listener = requireNonNull(listener);
        agent.onJoin(onJoin);
    }

    private void follow(PeerId me) {
        changing.lock();
        try {
            if (closed) return;
            if (following != null) following.close();
            following = agent.mesh().events().follow(me, Optional.empty(), this::tell);
        } finally {
            changing.unlock();
        }
    }

    /** Calls come one at a time, in order; after a reconnect some may come again. */
    private void tell(Notice notice) {
        if (!(notice instanceof Notice.OfMessage message) || !notice.seq().isAfter(last)) return;
        last = notice.seq();
        listener.accept(message.message());
    }

    @Override
    public void close() {
        agent.forget(onJoin);
        changing.lock();
        try {
            closed = true;
            if (following != null) following.close();
        } finally {
            changing.unlock();
        }
    }
}
