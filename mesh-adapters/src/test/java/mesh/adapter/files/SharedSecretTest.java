package mesh.adapter.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSecretTest {
    @TempDir
    Path temporary;

    private DataDirectory fresh() throws IOException {
        return DataDirectory.at(temporary.resolve("data")).prepare();
    }

    @Test
    void theSecretIsMadeOnceAndIsItsOwnersAlone() throws IOException {
        DataDirectory directory = fresh();
        String secret = SharedSecret.of(directory, Optional.empty()).get();
        assertTrue(secret.length() >= SharedSecret.MIN_CHARS);
        assertEquals(secret, SharedSecret.of(directory, Optional.empty()).get());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.sharedSecret())));
    }

    @Test
    void whoHasItSeesWhenItIsReplaced() throws IOException {
        DataDirectory directory = fresh();
        SharedSecret secret = SharedSecret.of(directory, Optional.empty());
        String before = secret.get();
        SharedSecret.rotate(directory);
        assertNotEquals(before, secret.get());
        assertEquals(SharedSecret.read(directory), Optional.of(secret.get()));
    }

    @Test
    void aChosenSecretIsKeptForThoseWhoAreNotTold() throws IOException {
        DataDirectory directory = fresh();
        SharedSecret.of(directory, Optional.empty());
        SharedSecret.of(directory, Optional.of("chosen-by-the-operator"));
        assertEquals(Optional.of("chosen-by-the-operator"), SharedSecret.read(directory));
    }

    @Test
    void aFileThatWasLostLeavesTheLastSecretInForce() throws IOException {
        DataDirectory directory = fresh();
        SharedSecret secret = SharedSecret.of(directory, Optional.empty());
        String before = secret.get();
        Files.delete(directory.sharedSecret());
        assertEquals(before, secret.get());
        Files.writeString(directory.sharedSecret(), "short");
        assertEquals(before, secret.get());
    }
}
