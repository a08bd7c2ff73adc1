package mesh.adapter.host.relay;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes over the socket, in both directions: a version byte, then counted pieces (four bytes of length, then that many
 * bytes). A call is: host, parent process, number of variables, each variable's name and value, the host's JSON. An answer
 * is: exit status, whether to confirm, text for standard error, text for standard output. A confirmation is one byte.
 */
final class RelayFrames {
    static final int VERSION = 1;
    static final int CONFIRMED = 1;

    private static final int MAX_VARIABLES = 32;
    private static final int MAX_TEXT_BYTES = 64 * 1024;

    private RelayFrames() {}

    /** @param env by name */
    record Call(String host, long parent, Map<String, String> env, byte[] input) {}

    record Answer(int status, boolean confirm, String err, String out) {}

    static void write(DataOutputStream to, Call call) throws IOException {
        to.writeByte(VERSION);
        text(to, call.host);
        to.writeLong(call.parent);
        to.writeInt(call.env.size());
        for (Map.Entry<String, String> variable : call.env.entrySet()) {
            text(to, variable.getKey());
            text(to, variable.getValue());
        }
        to.writeInt(call.input.length);
        to.write(call.input);
        to.flush();
    }

    static Call readCall(DataInputStream from, int maxInputBytes) throws IOException {
        checkVersion(from);
        String host = text(from);
        long parent = from.readLong();
        int variables = from.readInt();
        if (variables < 0 || variables > MAX_VARIABLES)
            throw new IOException("a hook call has " + variables + " variables");
        Map<String, String> env = new LinkedHashMap<>();
        for (int i = 0; i < variables; i++) env.put(text(from), text(from));
        return new Call(host, parent, env, piece(from, maxInputBytes));
    }

    static void write(DataOutputStream to, Answer answer) throws IOException {
        to.writeByte(VERSION);
        to.writeInt(answer.status);
        to.writeBoolean(answer.confirm);
        text(to, answer.err);
        text(to, answer.out);
        to.flush();
    }

    static Answer readAnswer(DataInputStream from) throws IOException {
        checkVersion(from);
        return new Answer(from.readInt(), from.readBoolean(), text(from), text(from));
    }

    private static void checkVersion(DataInputStream from) throws IOException {
        int version = from.readUnsignedByte();
        if (version != VERSION) throw new IOException("the other side speaks version " + version + " of this format");
    }

    private static void text(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static String text(DataInputStream from) throws IOException {
        return new String(piece(from, MAX_TEXT_BYTES), StandardCharsets.UTF_8);
    }

    private static byte[] piece(DataInputStream from, int max) throws IOException {
        int length = from.readInt();
        if (length < 0 || length > max) throw new IOException("a piece of " + length + " bytes is longer than " + max);
        byte[] bytes = from.readNBytes(length);
        if (bytes.length < length) throw new EOFException("the other side went away");
        return bytes;
    }
}
