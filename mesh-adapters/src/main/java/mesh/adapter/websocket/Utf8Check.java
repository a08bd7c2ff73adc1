package mesh.adapter.websocket;

/**
 * Checks UTF-8 (RFC 3629) that comes in pieces, and refuses it at the first byte that cannot be right: overlong forms,
 * surrogates and what is beyond U+10FFFF are told by the byte after the first.
 */
final class Utf8Check {
    private int missing;
    private int lowest = 0x80;
    private int highest = 0xbf;

    /** Takes the bytes {@code from} (inclusive) to {@code to} (exclusive). @return false as soon as one cannot be right */
    boolean accept(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int b = bytes[i];
            if (missing > 0) {
                if (!continues(b & 0xff)) return false;
            } else if (b < 0 && !starts(b & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no character is left unfinished. */
    boolean isComplete() {
        return missing == 0;
    }

    private boolean continues(int b) {
        if (b < lowest || b > highest) return false;
        missing--;
        lowest = 0x80;
        highest = 0xbf;
        return true;
    }

    private boolean starts(int b) {
        if (b < 0xc2 || b > 0xf4) return false;
        missing = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
        if (b == 0xe0) lowest = 0xa0;
        else if (b == 0xed) highest = 0x9f;
        else if (b == 0xf0) lowest = 0x90;
        else if (b == 0xf4) highest = 0x8f;
        return true;
    }
}
