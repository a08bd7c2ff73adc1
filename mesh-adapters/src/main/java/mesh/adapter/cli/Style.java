package mesh.adapter.cli;

/** Colours, or none: every method gives the text back as it is where nobody would see them (ECMA-48, SGR). */
final class Style {
    private static final char ESCAPE = 27;

    private final boolean coloured;

    Style(boolean coloured) {
        this.coloured = coloured;
    }

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String warning(String text) {
        return paint("33", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String name(String text) {
        return paint("36", text);
    }

    private String paint(String code, String text) {
        return coloured ? ESCAPE + "[" + code + "m" + text + ESCAPE + "[0m" : text;
    }
}
