package mesh.adapter.websocket;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import mesh.domain.InvalidInput;

/**
 * What a hub is known by: the SHA-256 of its public key (the certificate's SubjectPublicKeyInfo, as in RFC 7469, section
 * 2.4).
 *
 * @param text Base64 for URLs, without padding
 */
public record Pin(String text) {
    private static final int CHARS = 43;

    public Pin {
        InvalidInput.required("fingerprint", text);
        if (text.length() != CHARS) throw new InvalidInput("fingerprint", "must have " + CHARS + " characters");
        try {
            Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("fingerprint", "must be Base64 for URLs");
        }
    }

    static Pin of(PublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return new Pin(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
