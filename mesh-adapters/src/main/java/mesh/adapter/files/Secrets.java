package mesh.adapter.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Random text that nobody guesses, kept in files of their owner alone. */
public final class Secrets {
    private static final int BYTES = 32;

    private Secrets() {}

    /** The key that peers' tokens are signed with: made once, so that they outlive a restart. For the broker alone. */
    public static byte[] peerKey(DataDirectory directory) throws IOException {
        Path file = directory.peerKey();
        Optional<String> known = directory.read(file).filter(text -> text.length() >= BYTES);
        String text = known.orElseGet(Secrets::text);
        if (known.isEmpty()) directory.write(file, text + "\n");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** 43 characters of URL-safe Base64. */
    static String text() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
