package mesh.application;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;

/**
 * What a peer shows to act in its own name: an HMAC-SHA256 of its id under the broker's key, so that none is stored and
 * all processes of one session are given the same. Safe for use by many threads.
 */
final class PeerTokens {
    static final int MIN_KEY_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    PeerTokens(byte[] key) {
        if (key.length < MIN_KEY_BYTES) throw new InvalidInput("peerKey", "must have at least 16 bytes");
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    String tokenOf(PeerId peer) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(peer.value().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Takes the same time whatever was shown. */
    boolean isTokenOf(PeerId peer, String shown) {
        return MessageDigest.isEqual(
                tokenOf(peer).getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }
}
