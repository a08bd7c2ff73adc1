package mesh.adapter.websocket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a hub proves itself with: a P-256 key and a certificate that it signed itself. Nobody else vouches for it; who was
 * invited knows its {@link #pin}. Immutable.
 */
public final class HubIdentity {
    static final String[] TLS_VERSIONS = {"TLSv1.3"};

    private static final byte[] COMMON_NAME = Der.oid(0x55, 0x04, 0x03);
    private static final byte[] ECDSA_WITH_SHA256 = Der.oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
    /** Of no meaning: the pin is what counts. The second says "never" (RFC 5280, section 4.1.2.5). */
    private static final byte[] VALIDITY = Der.sequence(Der.time("20200101000000Z"), Der.time("99991231235959Z"));

    private static final int SERIAL_BITS = 127;
    private static final char[] NO_PASSWORD = {};

    private final PrivateKey key;
    private final X509Certificate certificate;

    private HubIdentity(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new one. */
    public static HubIdentity make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new HubIdentity(pair.getPrivate(), parse(selfSigned(pair)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256 and X.509", e);
        }
    }

    /** A certificate of version 3 without extensions (RFC 5280, section 4.1). */
    private static byte[] selfSigned(KeyPair pair) throws GeneralSecurityException {
        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8("slm-mesh"))));
        byte[] algorithm = Der.sequence(ECDSA_WITH_SHA256);
        byte[] toBeSigned = Der.sequence(
                Der.explicit0(Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1)),
                algorithm,
                name,
                VALIDITY,
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(toBeSigned);
        return Der.sequence(toBeSigned, algorithm, Der.bits(signature.sign()));
    }

    private static X509Certificate parse(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** Both as PEM (RFC 7468), the private key first. Secret. */
    public String toPem() {
        try {
            return pem("PRIVATE KEY", key.getEncoded()) + pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("it came from its encoding", e);
        }
    }

    /** @throws IOException where {@code pem} is not what {@link #toPem} makes */
    public static HubIdentity fromPem(String pem) throws IOException {
        try {
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(unwrapped("PRIVATE KEY", pem)));
            X509Certificate certificate = parse(unwrapped("CERTIFICATE", pem));
            requirePair(key, certificate);
            return new HubIdentity(key, certificate);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("The hub's key and certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requirePair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        byte[] sample = certificate.getSerialNumber().toByteArray();
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(key);
        signing.update(sample);
        Signature checking = Signature.getInstance("SHA256withECDSA");
        checking.initVerify(certificate);
        checking.update(sample);
        if (!checking.verify(signing.sign())) throw new GeneralSecurityException("they do not belong together");
    }

    private static String pem(String label, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static byte[] unwrapped(String label, String pem) throws GeneralSecurityException {
        String begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + label + "-----");
        if (start < 0 || end < start) throw new GeneralSecurityException("there is no " + label);
        return Base64.getMimeDecoder().decode(pem.substring(start + begin.length(), end));
    }

    /** What an invitation carries, so that nobody else can stand in for this hub. */
    public Pin pin() {
        return Pin.of(certificate.getPublicKey());
    }

    /** For a server: TLS 1.3 with this certificate. */
    public SSLContext serverContext() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("hub", key, NO_PASSWORD, new Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance(TLS_VERSIONS[0]);
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
