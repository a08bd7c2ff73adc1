package mesh.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import mesh.adapter.files.DataDirectory;

/** The bearer of hook calls over HTTP, which stands in hosts' settings: good for hook calls and nothing else. */
final class HookToken {
    private static final int BYTES = 32;

    private HookToken() {}

    /** The token, made now where there is none. */
    static Supplier<String> of(DataDirectory directory) throws IOException {
        String token = readOrMake(directory);
        return () -> token;
    }

    static String readOrMake(DataDirectory directory) throws IOException {
        Optional<String> known = directory.read(file(directory)).filter(text -> text.length() >= BYTES);
        if (known.isPresent()) return known.get();
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        directory.write(file(directory), token + "\n");
        return token;
    }

    private static Path file(DataDirectory directory) {
        return directory.folder().resolve("hook.token");
    }
}
