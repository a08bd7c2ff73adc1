package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Lets in who shows the shared secret, and has others wait longer each time. Safe for use by many threads. */
final class SecretDoor implements Door {
    private static final System.Logger LOG = System.getLogger(SecretDoor.class.getName());

    private final Supplier<String> secret;
    private final WrongSecrets wrong;

    /** @param secret asked each time, so that it may change */
    SecretDoor(Supplier<String> secret, LongSupplier nanoTicker) {
        this.secret = secret;
        this.wrong = new WrongSecrets(nanoTicker);
    }

    @Override
    public BooleanSupplier admit(UpgradeRequest request, InetAddress from) throws UpgradeRefused, InterruptedException {
        String shown = request.bearer();
        if (isSecret(shown)) return () -> isSecret(shown);
        WrongSecrets.Attempts attempts = wrong.count(from);
        LOG.log(
                Level.WARNING,
                "{0} showed {1} secret at the WebSocket port (attempt {2}); it was refused",
                from.getHostAddress(),
                shown.isEmpty() ? "no" : "a wrong",
                attempts.count());
        Thread.sleep(attempts.delay().toMillis());
        throw UpgradeRefused.unauthorized(
                shown.isEmpty()
                        ? "This hub wants 'Authorization: Bearer' with its shared secret, and nothing was shown."
                        : "That is not this hub's shared secret. Ask for a new invitation (slm-mesh invite) and join.");
    }

    /** Takes the same time whatever was shown. */
    private boolean isSecret(String shown) {
        return MessageDigest.isEqual(hash(shown), hash(secret.get()));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
