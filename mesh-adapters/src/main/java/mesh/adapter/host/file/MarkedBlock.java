package mesh.adapter.host.file;

import java.util.Optional;

/**
 * A paragraph between two marker lines, in a text of any format that has comments.
 *
 * @param position where it goes when it is new
 * @param begin the marker line before
 * @param end the marker line after
 * @param lines what stands between, separated by {@code \n}
 */
public record MarkedBlock(Position position, String begin, String end, String lines) implements Part {
    private static final String SHELL = "#!/bin/sh";

    /** Places for a paragraph. */
    public enum Position {
        END,
        /** After the line that names the interpreter of a script. */
        TOP_OF_SCRIPT
    }

    /** A block of Markdown; the markers do not show. */
    public static MarkedBlock markdown(String lines) {
        return new MarkedBlock(Position.END, "<!-- slm-mesh: begin -->", "<!-- slm-mesh: end -->", lines);
    }

    /** The first lines of a shell script that may have more. */
    public static MarkedBlock shellScript(String lines) {
        return new MarkedBlock(Position.TOP_OF_SCRIPT, "# slm-mesh: begin", "# slm-mesh: end", lines);
    }

    @Override
    public String putInto(String text) throws BrokenFile {
        TextStyle style = TextStyle.of(text);
        String block = (begin + "\n" + lines.strip() + "\n" + end + "\n").replace("\n", style.newline());
        Optional<int[]> present = find(text);
        if (present.isPresent()) {
            int[] place = present.get();
            return text.substring(0, place[0]) + block + text.substring(place[1]);
        }
        if (position == Position.TOP_OF_SCRIPT) return withTop(text, block);
        String ended = style.ended(text);
        String blankLine = ended.isBlank() || ended.endsWith(style.newline() + style.newline()) ? "" : style.newline();
        return ended + blankLine + block;
    }

    private static String withTop(String text, String block) throws BrokenFile {
        if (text.isBlank()) return SHELL + "\n" + block;
        if (!text.startsWith("#!")) return block + text;
        int lineFeed = text.indexOf('\n');
        String interpreter = lineFeed < 0 ? text : text.substring(0, lineFeed);
        if (!isShell(interpreter.strip()))
            throw new BrokenFile("it is no shell script (" + interpreter.strip() + "): let it call what would be added,"
                    + " which is: " + block.lines().skip(1).findFirst().orElse(""));
        return lineFeed < 0
                ? text + "\n" + block
                : text.substring(0, lineFeed + 1) + block + text.substring(lineFeed + 1);
    }

    /** {@code #!/bin/sh}, {@code #!/usr/bin/env bash}, {@code #!/bin/zsh -e}. */
    private static boolean isShell(String interpreter) {
        for (String word : interpreter.substring(2).strip().split("[ /]"))
            if (word.equals("sh")
                    || word.equals("bash")
                    || word.equals("dash")
                    || word.equals("zsh")
                    || word.equals("ksh")) return true;
        return false;
    }

    @Override
    public String takeOutOf(String text, Optional<String> original) throws BrokenFile {
        Optional<int[]> present = find(text);
        if (present.isEmpty()) return text;
        int start = present.get()[0];
        int stop = present.get()[1];
        if (!text.substring(stop).isEmpty()) return text.substring(0, start) + text.substring(stop);
        String rest = withoutBlankLineAtEnd(text.substring(0, start));
        boolean endedOpen = original.isPresent()
                && !original.get().isEmpty()
                && !original.get().endsWith("\n");
        return endedOpen ? withoutLineBreakAtEnd(rest) : rest;
    }

    private static String withoutBlankLineAtEnd(String text) {
        String shorter = withoutLineBreakAtEnd(text);
        return shorter.endsWith("\n") ? shorter : text;
    }

    private static String withoutLineBreakAtEnd(String text) {
        if (text.endsWith("\r\n")) return text.substring(0, text.length() - 2);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** From the begin marker to after the line break that follows the end marker. */
    private Optional<int[]> find(String text) throws BrokenFile {
        int start = text.indexOf(begin);
        int stop = text.indexOf(end);
        if (start < 0 && stop < 0) return Optional.empty();
        if (start < 0 || stop < start || text.indexOf(begin, start + 1) >= 0 || text.indexOf(end, stop + 1) >= 0)
            throw new BrokenFile(
                    "the markers \"" + begin + "\" and \"" + end + "\" do not stand once each, in this order");
        int after = stop + end.length();
        if (text.startsWith("\r\n", after)) after += 2;
        else if (text.startsWith("\n", after)) after++;
        return Optional.of(new int[] {start, after});
    }
}
