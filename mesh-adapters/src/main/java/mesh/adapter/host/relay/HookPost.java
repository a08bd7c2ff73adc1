package mesh.adapter.host.relay;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import mesh.adapter.host.hook.HookOutput;

/**
 * What goes over the socket where the other side is {@code curl}: one request of HTTP/1.1, with a length, and its answer.
 * {@code POST /1/hook/HOST} has the host's JSON as its body and {@code Mesh-Parent: PID} and any number of {@code
 * Mesh-Variable: NAME=VALUE} before it. {@code POST /1/read/ID} confirms the answer that had this id.
 *
 * <p>The answer is made to be taken apart by a shell: a first line with the exit status, the number of lines for standard
 * error and the id to confirm ({@code -} where nothing is to be confirmed); those lines; the text for standard output.
 */
final class HookPost {
    /** Tells a request from the other format, whose first byte is its version. */
    static final int FIRST_BYTE = 'P';

    static final String NOTHING_TO_CONFIRM = "-";

    private static final String CALL = "POST /1/hook/";
    private static final String CONFIRMATION = "POST /1/read/";
    private static final int MAX_HEAD_BYTES = 256 * 1024;
    private static final int MAX_VARIABLES = 32;

    private HookPost() {}

    /** Either a call, or the {@code id} that is confirmed. */
    record Request(RelayFrames.Call call, String id) {}

    /** A request that nothing was done for. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final String status;

        Refused(String status, String why) {
            super(why);
            this.status = status;
        }
    }

    /** @throws Refused where it is none of ours */
    static Request read(InputStream from, int maxBodyBytes) throws IOException {
        String[] lines = head(from).split("\r\n");
        String[] words = lines[0].split(" ");
        String target = words.length == 3 ? words[0] + " " + words[1] : "";
        if (target.startsWith(CONFIRMATION)) return new Request(null, target.substring(CONFIRMATION.length()));
        if (!target.startsWith(CALL)) throw new Refused("404 Not Found", "there is no " + lines[0]);
        Map<String, String> variables = new LinkedHashMap<>();
        long parent = 0;
        long length = -1;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(": ");
            if (colon < 0) throw new Refused("400 Bad Request", "a header has no value");
            String value = lines[i].substring(colon + 2);
            switch (lines[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT)) {
                case "content-length" -> length = number(value);
                case "mesh-parent" -> parent = number(value);
                case "mesh-variable" -> variable(value, variables);
                default -> {} // what curl says of itself
            }
        }
        if (length < 0) throw new Refused("411 Length Required", "a hook call has no length");
        if (length > maxBodyBytes)
            throw new Refused("413 Content Too Large", "a hook call has more than " + maxBodyBytes + " bytes");
        byte[] body = from.readNBytes((int) length);
        if (body.length < length) throw new EOFException("the other side went away");
        return new Request(new RelayFrames.Call(target.substring(CALL.length()), parent, variables, body), null);
    }

    private static String head(InputStream from) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int length = 0; // of the line so far
        while (true) {
            int next = from.read();
            if (next < 0) throw new EOFException("the other side went away");
            if (next == '\n' && length == 0) {
                String text = head.toString(StandardCharsets.UTF_8);
                return text.substring(0, Math.max(0, text.lastIndexOf("\r\n")));
            }
            head.write(next);
            if (next == '\n') length = 0;
            else if (next != '\r') length++;
            if (head.size() > MAX_HEAD_BYTES)
                throw new Refused("431 Request Header Fields Too Large", "a hook call's headers are too long");
        }
    }

    private static void variable(String text, Map<String, String> variables) throws Refused {
        int equals = text.indexOf('=');
        if (equals < 1 || variables.size() == MAX_VARIABLES)
            throw new Refused("400 Bad Request", "a hook call's variables are not understood");
        variables.put(text.substring(0, equals), text.substring(equals + 1));
    }

    private static long number(String text) throws Refused {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new Refused("400 Bad Request", "\"" + text + "\" is not a number");
        }
    }

    /** @param id to confirm it by, or {@link #NOTHING_TO_CONFIRM} */
    static void write(OutputStream to, HookOutput output, String id) throws IOException {
        String err = output.err().isEmpty() ? "" : output.err() + "\n";
        long lines = err.chars().filter(c -> c == '\n').count();
        answer(to, "200 OK", output.status() + " " + lines + " " + id + "\n" + err + output.out());
    }

    static void writeConfirmed(OutputStream to) throws IOException {
        answer(to, "200 OK", "");
    }

    static void write(OutputStream to, Refused refused) throws IOException {
        answer(to, refused.status, refused.getMessage() + "\n");
    }

    private static void answer(OutputStream to, String status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        to.write(head.getBytes(StandardCharsets.US_ASCII));
        to.write(body);
        to.flush();
    }
}
