package mesh.adapter.client;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.adapter.wire.JsonWriter;
import mesh.domain.Notice;
import mesh.domain.event.EventPattern;
import mesh.domain.event.Sequence;

/** Events of some types, whoever they concern. */
final class EventFollow extends Follow {
    private final Set<String> types = new TreeSet<>();
    /** Guards the two below; the reading thread never asks for it. */
    private final ReentrantLock turn = new ReentrantLock();

    private Link link;
    private long id;

    EventFollow(Follows owner, Set<EventPattern> patterns, Optional<Sequence> since, Consumer<Notice> listener) {
        super(owner, since, listener);
        for (EventPattern pattern : patterns) types.add(pattern.value());
    }

    @Override
    void begin(Link on) throws IOException {
        turn.lock();
        try {
            leave();
            Link.Sent sent = on.follow(this::writeBody, this);
            JsonObject answer = Link.await(sent.answer());
            if (!answer.bool("ok")) throw ErrorJson.read(answer);
            link = on;
            id = sent.id();
        } finally {
            turn.unlock();
        }
    }

    private void writeBody(JsonWriter out) {
        out.field("types", types).field("since", since().map(Sequence::value));
    }

    /** Events wait for nobody. */
    @Override
    void acknowledge(Sequence seq) {}

    @Override
    void leave() {
        turn.lock();
        try {
            if (link != null && link.isOpen()) link.cancel(id);
        } finally {
            turn.unlock();
        }
    }
}
