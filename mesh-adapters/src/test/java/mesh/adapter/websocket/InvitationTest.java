package mesh.adapter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mesh.domain.InvalidInput;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The line that one machine prints and another one reads. */
class InvitationTest {
    private static final Pin PIN = new Pin("AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE");
    private static final Invitation INVITATION =
            new Invitation(List.of("192.168.1.5", "fd00::1", "hub.local"), 7900, PIN, "s3cret/with&odd'signs");

    @Test
    void whatIsPrintedIsUnderstood() {
        assertEquals(INVITATION, Invitation.parse(INVITATION.line()));
        assertEquals(INVITATION, Invitation.parse("  " + INVITATION.line() + "\n"));
        Invitation moved = INVITATION.at(List.of("10.0.0.9"), 7901);
        assertEquals(moved, Invitation.parse(moved.line()));
    }

    @Test
    void aShellNeedsNoQuotesForIt() {
        assertTrue(INVITATION.line().matches("[A-Za-z0-9/.,:_-]+"), INVITATION.line());
    }

    @Test
    void theSecretIsNotShownByAccident() {
        assertFalse(INVITATION.toString().contains("s3cret"));
    }

    @Property
    void oneWrongCharacterIsNoticed(@ForAll @IntRange(max = 150) int place, @ForAll char instead) {
        String line = INVITATION.line();
        int at = place % line.length();
        String mistyped = line.substring(0, at) + instead + line.substring(at + 1);
        if (!mistyped.strip().equals(line)) assertThrows(InvalidInput.class, () -> Invitation.parse(mistyped));
    }

    @Property
    void aLineThatWasCutOffIsNoticed(@ForAll @IntRange(max = 150) int length) {
        String line = INVITATION.line();
        String cut = line.substring(0, length % line.length());
        assertThrows(InvalidInput.class, () -> Invitation.parse(cut));
    }

    @Property
    void anythingElseIsRefusedInWords(@ForAll String text) {
        InvalidInput refused = assertThrows(InvalidInput.class, () -> Invitation.parse(text));
        assertEquals("invitation", refused.field());
        assertTrue(refused.getMessage().length() < 200);
    }

    @Test
    void aLaterVersionSaysSo() {
        String later = INVITATION.line().replaceFirst("/1/", "/2/");
        assertTrue(assertThrows(InvalidInput.class, () -> Invitation.parse(later))
                .getMessage()
                .contains("another version"));
    }

    @Test
    void whatCannotBeAHubIsRefused() {
        assertThrows(InvalidInput.class, () -> INVITATION.at(List.of(), 7900));
        assertThrows(InvalidInput.class, () -> INVITATION.at(List.of("a", "b", "c", "d", "e"), 7900));
        assertThrows(InvalidInput.class, () -> INVITATION.at(List.of("evil/../host"), 7900));
        assertThrows(InvalidInput.class, () -> INVITATION.at(List.of("x".repeat(256)), 7900));
        assertThrows(InvalidInput.class, () -> INVITATION.at(List.of("10.0.0.1"), 0));
        assertThrows(InvalidInput.class, () -> new Invitation(List.of("10.0.0.1"), 1, PIN, "short"));
        assertThrows(InvalidInput.class, () -> new Invitation(List.of("10.0.0.1"), 1, PIN, "with space and more"));
        assertThrows(InvalidInput.class, () -> new Pin("tooShort"));
        assertThrows(InvalidInput.class, () -> new Pin("!".repeat(43)));
    }
}
