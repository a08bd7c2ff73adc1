package mesh.adapter.host.file;

/** How a text breaks and indents its lines, so that what is added looks like the rest. */
record TextStyle(String newline, String indent) {
    private static final String DEFAULT_INDENT = "  ";

    /** Reads the style off the first line break and the first indented line. */
    static TextStyle of(String text) {
        int lineFeed = text.indexOf('\n');
        String newline = lineFeed > 0 && text.charAt(lineFeed - 1) == '\r' ? "\r\n" : "\n";
        for (int i = lineFeed; i >= 0; i = text.indexOf('\n', i + 1)) {
            int end = endOfBlanks(text, i + 1);
            boolean blankLine = end == text.length() || text.charAt(end) == '\n' || text.charAt(end) == '\r';
            boolean comment = end < text.length() && (text.charAt(end) == '/' || text.charAt(end) == '*');
            if (end > i + 1 && !blankLine && !comment) return new TextStyle(newline, text.substring(i + 1, end));
        }
        return new TextStyle(newline, DEFAULT_INDENT);
    }

    /** The blanks that the line of {@code place} begins with. */
    static String indentAt(String text, int place) {
        int lineStart = text.lastIndexOf('\n', place - 1) + 1;
        return text.substring(lineStart, Math.min(endOfBlanks(text, lineStart), Math.max(place, lineStart)));
    }

    static int endOfBlanks(String text, int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) i++;
        return i;
    }

    /** {@code text} ended by a line break, unless it is empty. */
    String ended(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + newline;
    }
}
