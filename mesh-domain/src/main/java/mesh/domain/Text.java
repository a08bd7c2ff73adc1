package mesh.domain;

/** Measures and cleans text that came from somebody else. */
public final class Text {
    private Text() {}

    /** Length in bytes of the UTF-8 form; a lone surrogate counts as the three bytes of its replacement. */
    public static int utf8Bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) bytes++;
            else if (c < 0x800) bytes += 2;
            else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else bytes += 3;
        }
        return bytes;
    }

    /** Length in bytes of the text as a JSON string in UTF-8, escapes included, quotes not. */
    public static int jsonBytes(String text) {
        int bytes = utf8Bytes(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') bytes++;
            else if (c < 0x20) bytes += 5;
        }
        return bytes;
    }

    /** Whether every surrogate has its partner, so that the text has a UTF-8 form. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) continue;
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) return false;
            i++;
        }
        return true;
    }

    /**
     * The text as it may be shown to a person or a model: control characters (new line and tab aside), ANSI escape
     * sequences, bidirectional overrides and other invisible format characters are gone.
     */
    public static String clean(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int end = i + Character.charCount(c);
            if (c == 0x1b) end = endOfAnsiSequence(text, i);
            if (isShowable(c)) {
                if (out != null) out.appendCodePoint(c);
            } else if (out == null) {
                out = new StringBuilder(text.length()).append(text, 0, i);
            }
            i = end;
        }
        return out == null ? text : out.toString();
    }

    /** {@link #clean}, on one line: every run of blanks, tabs and line breaks is one blank, and none at the ends. */
    public static String line(String text) {
        String clean = clean(text);
        StringBuilder line = null;
        boolean afterBlank = true;
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            boolean blank = c == ' ' || c == '\t' || c == '\n';
            boolean stays = c == ' ' ? !afterBlank : !blank;
            if (line == null && !stays) line = new StringBuilder(clean.length()).append(clean, 0, i);
            if (line != null && !(blank && afterBlank)) line.append(blank ? ' ' : c);
            afterBlank = blank;
        }
        return (line == null ? clean : line.toString()).strip();
    }

    /** {@link #line}, cut to at most {@code max} characters with an ellipsis. */
    public static String shown(String text, int max) {
        String line = line(text);
        if (line.length() <= max) return line;
        int end = max - 1;
        if (Character.isHighSurrogate(line.charAt(end - 1))) end--;
        return line.substring(0, end) + "\u2026";
    }

    /**
     * JSON in which all that {@link #clean} would take away is a {@code \\u} escape instead: the same document, and harmless
     * on a terminal.
     */
    public static String escaped(String json) {
        StringBuilder out = null;
        for (int i = 0; i < json.length(); ) {
            int c = json.codePointAt(i);
            int end = i + Character.charCount(c);
            boolean stays = isShowable(c);
            if (!stays && out == null) out = new StringBuilder(json.length() + 16).append(json, 0, i);
            if (out != null && stays) out.appendCodePoint(c);
            for (; !stays && i < end; i++) out.append(String.format("\\u%04x", (int) json.charAt(i)));
            i = end;
        }
        return out == null ? json : out.toString();
    }

    private static boolean isShowable(int c) {
        if (c == '\n' || c == '\t') return true;
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> c == 0x200d; // zero-width joiner: emoji sequences need it
            default -> true;
        };
    }

    /** ECMA-48: CSI parameters up to a final byte in 0x40-0x7e, OSC and the like up to BEL or ST, else one character. */
    private static int endOfAnsiSequence(String text, int start) {
        int i = start + 1;
        if (i >= text.length()) return i;
        char kind = text.charAt(i++);
        if (kind == '[') {
            while (i < text.length() && (text.charAt(i) < 0x40 || text.charAt(i) > 0x7e)) i++;
            return Math.min(i + 1, text.length());
        }
        if (kind == ']' || kind == 'P' || kind == '^' || kind == '_' || kind == 'X') {
            for (; i < text.length(); i++) {
                if (text.charAt(i) == 0x07) return i + 1;
                if (text.charAt(i) == 0x1b) return Math.min(i + 2, text.length());
            }
        }
        return i;
    }
}
