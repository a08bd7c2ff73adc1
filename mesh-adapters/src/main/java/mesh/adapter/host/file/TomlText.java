package mesh.adapter.host.file;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a TOML document (version 1.0) and where they stand: table headers and assignments, with their keys.
 * Values are skipped, not understood; strings and brackets are followed, so that nothing inside a value is taken for a
 * statement.
 */
record TomlText(String text, List<Statement> statements) {
    /**
     * @param table whether it is a header ({@code [a.b]} or {@code [[a.b]]}), as opposed to {@code a.b = value}
     * @param start of its line
     * @param end after its line break
     */
    record Statement(boolean table, List<String> key, int start, int end) {}

    static TomlText parse(String text) throws BrokenFile {
        return new Scanner(text).scan();
    }

    private static final class Scanner {
        private final String text;
        private final List<Statement> statements = new ArrayList<>();
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        TomlText scan() throws BrokenFile {
            while (at < text.length()) {
                int lineStart = at;
                skipBlanks();
                if (atEnd() || isLineBreak() || text.charAt(at) == '#') {
                    toNextLine();
                    continue;
                }
                boolean table = text.charAt(at) == '[';
                List<String> key;
                if (table) {
                    boolean array = text.startsWith("[[", at);
                    at += array ? 2 : 1;
                    key = key();
                    expect(array ? "]]" : "]");
                } else {
                    key = key();
                    expect("=");
                    value();
                }
                skipBlanks();
                if (!atEnd() && !isLineBreak() && text.charAt(at) != '#') throw broken("the line goes on unexpectedly");
                toNextLine();
                statements.add(new Statement(table, key, lineStart, at));
            }
            return new TomlText(text, List.copyOf(statements));
        }

        private List<String> key() throws BrokenFile {
            List<String> key = new ArrayList<>();
            while (true) {
                skipBlanks();
                key.add(keyPart());
                skipBlanks();
                if (atEnd() || text.charAt(at) != '.') return List.copyOf(key);
                at++;
            }
        }

        private String keyPart() throws BrokenFile {
            if (atEnd()) throw broken("a key is missing");
            char c = text.charAt(at);
            int start = at;
            if (c == '"' || c == '\'') {
                string();
                return text.substring(start + 1, at - 1);
            }
            while (!atEnd() && isBare(text.charAt(at))) at++;
            if (at == start) throw broken("a key is missing");
            return text.substring(start, at);
        }

        /** Skips a value: up to the line's end or comment, over strings, arrays and inline tables. */
        private void value() throws BrokenFile {
            int start = at;
            int depth = 0;
            while (!atEnd()) {
                char c = text.charAt(at);
                if (c == '"' || c == '\'') {
                    string();
                    continue;
                }
                if (c == '#') {
                    if (depth == 0) break;
                    while (!atEnd() && !isLineBreak()) at++;
                    continue;
                }
                if (depth == 0 && isLineBreak()) break;
                if (c == '[' || c == '{') depth++;
                if (c == ']' || c == '}') depth--;
                if (depth < 0) throw broken("a bracket closes that was not opened");
                at++;
            }
            if (depth > 0) throw broken("a bracket is not closed");
            if (text.substring(start, at).isBlank()) throw broken("a value is missing");
        }

        private void string() throws BrokenFile {
            char quote = text.charAt(at);
            String triple = String.valueOf(quote).repeat(3);
            if (text.startsWith(triple, at)) {
                at += 3;
                while (!text.startsWith(triple, at)) {
                    if (atEnd()) throw broken("a string is not closed");
                    at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
                }
                at += 3;
                // Up to two quotes may stand before the closing three.
                while (!atEnd() && text.charAt(at) == quote) at++;
                return;
            }
            at++;
            while (!atEnd() && text.charAt(at) != quote) {
                if (isLineBreak()) throw broken("a string is not closed");
                at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
            }
            if (atEnd()) throw broken("a string is not closed");
            at++;
        }

        private void expect(String token) throws BrokenFile {
            skipBlanks();
            if (!text.startsWith(token, at)) throw broken("\"" + token + "\" is missing");
            at += token.length();
        }

        private void toNextLine() {
            int lineFeed = text.indexOf('\n', at);
            at = lineFeed < 0 ? text.length() : lineFeed + 1;
        }

        private void skipBlanks() {
            at = TextStyle.endOfBlanks(text, at);
        }

        private boolean atEnd() {
            return at >= text.length();
        }

        private boolean isLineBreak() {
            return text.charAt(at) == '\n' || text.startsWith("\r\n", at);
        }

        private static boolean isBare(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        }

        private BrokenFile broken(String why) {
            int upTo = Math.min(at, text.length());
            long line = text.substring(0, upTo).chars().filter(c -> c == '\n').count() + 1;
            return new BrokenFile("it is not valid TOML: " + why + " (line " + line + ")");
        }
    }
}
