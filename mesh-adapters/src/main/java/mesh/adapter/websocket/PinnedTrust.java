package mesh.adapter.websocket;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one key, whatever its certificate says of names and times. That the other side has the key is what TLS itself
 * proves. An extended trust manager is asked instead of the usual check of the host's name, not before it.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final Pin pin;

    private PinnedTrust(Pin pin) {
        this.pin = pin;
    }

    /** For a client of the hub with this pin. */
    static SSLContext contextFor(Pin pin) {
        try {
            SSLContext context = SSLContext.getInstance(HubIdentity.TLS_VERSIONS[0]);
            context.init(null, new TrustManager[] {new PinnedTrust(pin)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain == null
                || chain.length == 0
                || !Pin.of(chain[0].getPublicKey()).equals(pin)) throw new WrongPin();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noClients();
    }

    private static CertificateException noClients() {
        return new CertificateException("Clients show a secret, not a certificate");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /** The other side is not the hub that the invitation came from. */
    static final class WrongPin extends CertificateException {
        private static final long serialVersionUID = 1L;

        WrongPin() {
            super("The key is not the one that the invitation names");
        }
    }
}
