package mesh.faults.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LockHistoryTest {
    private final LockHistory history = new LockHistory();

    private void assertRefused(String why) {
        List<String> violations = history.violations();
        assertTrue(violations.size() == 1 && violations.get(0).startsWith(why), violations::toString);
    }

    @Test
    void oneHolderAfterTheOtherIsInOrder() {
        history.held(0, 10, 1, 20, 30);
        history.held(5, 25, 2, 40, 50);
        history.refused(8, 12);
        history.held(60, 70, 3, LockHistory.NEVER, LockHistory.NEVER);
        history.refused(80, 90);
        assertEquals(List.of(), history.violations());
    }

    @Test
    void twoHoldersAtOnceAreRefused() {
        history.held(0, 10, 1, 30, 40);
        history.held(5, 20, 2, 50, 60);
        assertRefused("two holders at once");
    }

    @Test
    void grantBesideOneThatWasNeverReleasedIsRefused() {
        history.held(0, 10, 1, LockHistory.NEVER, LockHistory.NEVER);
        history.held(50, 60, 2, 70, 80);
        assertRefused("two holders at once");
    }

    @Test
    void tokensThatGoBackAreRefused() {
        history.held(0, 10, 2, 20, 30);
        history.held(40, 50, 1, 60, 70);
        assertRefused("two holders at once");
    }

    @Test
    void tokenThatIsGivenTwiceIsRefused() {
        history.held(0, 10, 1, 20, 30);
        history.held(40, 50, 1, 60, 70);
        assertRefused("one token, given twice");
    }

    @Test
    void refusalOfAFreeLockIsRefused() {
        history.held(0, 10, 1, 20, 30);
        history.refused(40, 50);
        assertRefused("refused, although nobody could hold it");
    }

    @Test
    void oneThatMayHaveBeenHeldExplainsARefusal() {
        history.mayHaveHeld(35, 60);
        history.refused(40, 50);
        assertEquals(List.of(), history.violations());
    }
}
