package mesh.adapter.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OutQueueTest {
    private final OutQueue.Heap heap = new OutQueue.Heap(100);
    private final OutQueue slow = new OutQueue(heap);
    private final OutQueue quick = new OutQueue(heap);

    @Test
    void whoIsBehindTakesNoMoreThanAllTogetherMayHoldAndWhoReadsIsServed() {
        assertTrue(slow.offer(new byte[60]));
        assertTrue(slow.offer(new byte[40]));
        assertFalse(slow.offer(new byte[1]));
        assertTrue(quick.offer(new byte[30]));
        assertFalse(quick.offer(new byte[30]), "it is behind now, too");
        quick.remove();
        assertTrue(quick.offer(new byte[30]));
    }

    @Test
    void whatIsSentOrDroppedGivesItsRoomBackOnce() {
        assertTrue(slow.offer(new byte[60]));
        assertTrue(slow.offer(new byte[40]));
        slow.remove();
        slow.close();
        slow.close();
        slow.remove();
        slow.force(new byte[1_000]);
        assertTrue(slow.isEmpty());
        assertTrue(quick.offer(new byte[50]));
        assertTrue(quick.offer(new byte[50]));
        assertFalse(quick.offer(new byte[1]));
    }
}
