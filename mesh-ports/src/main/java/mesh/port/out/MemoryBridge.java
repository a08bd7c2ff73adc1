package mesh.port.out;

import java.util.List;
import mesh.domain.event.MeshEvent;
import mesh.domain.message.Message;
import mesh.domain.state.StateEntry;

/**
 * A long-term memory that is told what happens and can be asked. Telling returns at once and never fails: what it cannot
 * take, it lets go.
 */
public interface MemoryBridge extends AutoCloseable {
    /** Whether there is such a memory here. */
    boolean available();

    void message(Message message);

    void state(StateEntry entry);

    void event(MeshEvent event);

    /** What it remembers about {@code query}, a line each; empty when it knows nothing, is not there, or takes too long. */
    List<String> recall(String query);

    @Override
    void close();
}
