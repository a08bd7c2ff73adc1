package mesh.adapter.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import mesh.domain.InvalidInput;
import mesh.domain.Text;

/**
 * What another machine needs to join a hub, as one line that survives a shell, a chat and a terminal:
 *
 * <pre>slm-mesh/1/ADDRESS[,ADDRESS...]/PORT/FINGERPRINT/SECRET/CHECKSUM</pre>
 *
 * @param addresses names or IP addresses of the hub, the likeliest first, 1 to 4
 * @param port of its WebSocket
 * @param pin fingerprint of its key
 * @param secret shared by all who may come; in the line as Base64 for URLs
 */
public record Invitation(List<String> addresses, int port, Pin pin, String secret) {
    public static final int MAX_ADDRESSES = 4;
    public static final int MAX_ADDRESS_CHARS = 255;
    public static final int MIN_SECRET_CHARS = 16;
    public static final int MAX_SECRET_CHARS = 256;
    /** Of a line; longer ones are not looked at. */
    public static final int MAX_CHARS = 2_048;

    private static final String PREFIX = "slm-mesh";
    private static final String VERSION = "1";
    private static final int PARTS = 7;
    /** Of the SHA-256 of all before it: enough to tell what was cut off or mistyped. */
    private static final int CHECKSUM_BYTES = 6;

    public Invitation {
        addresses = List.copyOf(addresses);
        InvalidInput.range("addresses", addresses.size(), 1, MAX_ADDRESSES);
        addresses.forEach(Invitation::checkAddress);
        InvalidInput.range("port", port, 1, 65_535);
        InvalidInput.required("fingerprint", pin);
        checkSecret(secret);
    }

    private static void checkAddress(String address) {
        InvalidInput.length("address", address, 1, MAX_ADDRESS_CHARS);
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (!isLetterOrDigit(c) && ".-:_".indexOf(c) < 0)
                throw new InvalidInput("address", "must be a host name or an IP address");
        }
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void checkSecret(String secret) {
        InvalidInput.length("secret", secret, MIN_SECRET_CHARS, MAX_SECRET_CHARS);
        for (int i = 0; i < secret.length(); i++)
            if (secret.charAt(i) <= ' ' || secret.charAt(i) > '~')
                throw new InvalidInput("secret", "must be printable ASCII without spaces");
    }

    /** The same hub at other addresses. */
    public Invitation at(List<String> newAddresses, int newPort) {
        return new Invitation(newAddresses, newPort, pin, secret);
    }

    /** The line. Secret: who has it can join. */
    public String line() {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(secret.getBytes(US_ASCII));
        String checked = String.join(
                        "/", PREFIX, VERSION, String.join(",", addresses), Integer.toString(port), pin.text(), encoded)
                + "/";
        return checked + checksum(checked);
    }

    /** @throws InvalidInput for {@code invitation}, where the line is not as {@link #line} made it */
    public static Invitation parse(String line) {
        String text = line.strip();
        if (text.length() > MAX_CHARS) throw invalid("must have at most " + MAX_CHARS + " characters");
        String[] parts = text.split("/", -1);
        if (!parts[0].equals(PREFIX))
            throw invalid("must begin with \"" + PREFIX + "/\", as 'slm-mesh invite' prints it; it is \""
                    + Text.shown(text, 20) + "\"");
        if (parts.length < 2 || !parts[1].equals(VERSION))
            throw invalid("is of another version. Update slm-mesh on the older of the two machines");
        int checked = text.lastIndexOf('/') + 1;
        if (parts.length != PARTS || !checksum(text.substring(0, checked)).equals(text.substring(checked)))
            throw invalid("is incomplete or mistyped (its checksum is wrong). Copy the whole line");
        return new Invitation(
                Arrays.asList(parts[2].split(",", -1)), parsePort(parts[3]), new Pin(parts[4]), decode(parts[5]));
    }

    private static int parsePort(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw invalid("must hold a port number");
        }
    }

    private static String decode(String secret) {
        try {
            return new String(Base64.getUrlDecoder().decode(secret), US_ASCII);
        } catch (IllegalArgumentException e) {
            throw invalid("must hold a secret in Base64");
        }
    }

    private static InvalidInput invalid(String rule) {
        return new InvalidInput("invitation", rule);
    }

    private static String checksum(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, CHECKSUM_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "Invitation[" + addresses + ", port " + port + ", " + pin + "]";
    }
}
