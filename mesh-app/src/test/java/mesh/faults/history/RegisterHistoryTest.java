package mesh.faults.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisterHistoryTest {
    private final RegisterHistory history = new RegisterHistory();

    @BeforeEach
    void begin() {
        history.wrote(0, 10, 1, "a");
    }

    private void assertRefused(String why) {
        List<String> violations = history.violations();
        assertTrue(violations.size() == 1 && violations.get(0).startsWith(why), violations::toString);
    }

    @Test
    void whatOverlapsMayComeInAnyOrder() {
        history.wrote(20, 50, 2, "b");
        history.read(30, 60, 1, "a");
        history.read(25, 35, 2, "b");
        history.read(55, 70, 2, "b");
        assertEquals(List.of(), history.violations());
    }

    @Test
    void readOfWhatWasOverwrittenBeforeIsRefused() {
        history.wrote(20, 30, 2, "b");
        history.read(40, 50, 1, "a");
        assertRefused("seen before its time, or too late");
    }

    @Test
    void readsThatGoBackAreRefused() {
        history.wrote(20, 90, 2, "b");
        history.read(30, 40, 2, "b");
        history.read(50, 60, 1, "a");
        assertRefused("seen before its time, or too late");
    }

    @Test
    void readOfAWriteThatHasNotBegunIsRefused() {
        history.read(20, 30, 2, "b");
        history.wrote(40, 50, 2, "b");
        assertRefused("seen before its time, or too late");
    }

    @Test
    void entryThatIsGoneIsRefused() {
        history.read(20, 30, 0, "");
        assertRefused("seen before its time, or too late");
    }

    @Test
    void lostUpdateIsRefused() {
        history.wrote(20, 30, 2, "b");
        history.wrote(20, 30, 2, "c");
        assertTrue(history.violations().get(0).startsWith("one version, made twice"));
    }

    @Test
    void acknowledgedWriteThatIsGoneIsRefused() {
        history.wrote(20, 30, 2, "b");
        history.wrote(40, 50, 2, "c");
        assertTrue(history.violations().get(0).startsWith("one version, made twice"));
    }

    @Test
    void writeWithoutAnAnswerMayHaveHappenedLater() {
        history.mayHaveWritten(20, 2, "b");
        history.mayHaveWritten(15, 2, "never");
        history.read(90, 95, 2, "b");
        history.wrote(96, 99, 3, "c");
        assertEquals(List.of(), history.violations());
    }

    @Test
    void whatNobodyWroteIsRefused() {
        history.mayHaveWritten(20, 2, "b");
        history.read(90, 95, 2, "x");
        assertTrue(history.violations().size() >= 1);
    }
}
