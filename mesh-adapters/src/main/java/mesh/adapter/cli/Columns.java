package mesh.adapter.cli;

/** How many columns of a terminal text takes, and how to cut it there (after Unicode Standard Annex 11). */
final class Columns {
    private static final char ELLIPSIS = '\u2026';

    private Columns() {}

    /** Columns that the text takes on one line. */
    static int of(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            columns += of(c);
            i += Character.charCount(c);
        }
        return columns;
    }

    /** The text where it fits into {@code max} columns, else its beginning and an ellipsis. */
    static String cut(String text, int max) {
        if (of(text) <= max) return text;
        int columns = 0;
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (columns + of(c) > max - 1) break;
            columns += of(c);
            end += Character.charCount(c);
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    /** The text where it fits into {@code max} columns, else an ellipsis and its end. */
    static String cutFront(String text, int max) {
        if (of(text) <= max) return text;
        int columns = 0;
        int start = text.length();
        while (start > 0) {
            int c = text.codePointBefore(start);
            if (columns + of(c) > max - 1) break;
            columns += of(c);
            start -= Character.charCount(c);
        }
        return ELLIPSIS + text.substring(start);
    }

    private static int of(int c) {
        if (c < 0x300) return 1;
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT)
            return 0;
        return isWide(c) ? 2 : 1;
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f) // Hangul Jamo
                || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) // CJK, Kana, Yi
                || (c >= 0xac00 && c <= 0xd7a3) // Hangul
                || (c >= 0xf900 && c <= 0xfaff) // CJK compatibility
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60) // full width
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1f64f) // emoji
                || (c >= 0x1f680 && c <= 0x1f6ff)
                || (c >= 0x1f900 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }
}
