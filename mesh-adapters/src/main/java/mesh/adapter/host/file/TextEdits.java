package mesh.adapter.host.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements at places of one text, applied together. */
final class TextEdits {
    private record Edit(int start, int end, String replacement) {}

    private final List<Edit> edits = new ArrayList<>();

    void insert(int at, String text) {
        edits.add(new Edit(at, at, text));
    }

    void delete(int start, int end) {
        if (start < end) edits.add(new Edit(start, end, ""));
    }

    void replace(int start, int end, String text) {
        edits.add(new Edit(start, end, text));
    }

    /** Applies them; at one place, in the order in which they were made. */
    String applyTo(String text) {
        edits.sort(Comparator.comparingInt(Edit::start));
        StringBuilder out = new StringBuilder(text.length() + 256);
        int copied = 0;
        for (Edit edit : edits) {
            if (edit.start > copied) {
                out.append(text, copied, edit.start);
                copied = edit.start;
            }
            out.append(edit.replacement);
            copied = Math.max(copied, edit.end);
        }
        return out.append(text, copied, text.length()).toString();
    }
}
