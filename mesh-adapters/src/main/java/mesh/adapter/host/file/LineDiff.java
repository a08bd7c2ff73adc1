package mesh.adapter.host.file;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts by a longest common subsequence of their lines. */
final class LineDiff {
    /** Lines of context around a change. */
    private static final int CONTEXT = 1;

    /** Beyond this many pairs of lines the middle is shown as replaced whole. */
    private static final long MAX_PAIRS = 4_000_000;

    private LineDiff() {}

    static List<String> between(List<String> before, List<String> after) {
        int prefix = 0;
        int shorter = Math.min(before.size(), after.size());
        while (prefix < shorter && before.get(prefix).equals(after.get(prefix))) prefix++;
        int suffix = 0;
        while (suffix < shorter - prefix
                && before.get(before.size() - 1 - suffix).equals(after.get(after.size() - 1 - suffix))) suffix++;

        List<String> marked = new ArrayList<>();
        for (int i = Math.max(0, prefix - CONTEXT); i < prefix; i++) marked.add("  " + before.get(i));
        middle(before.subList(prefix, before.size() - suffix), after.subList(prefix, after.size() - suffix), marked);
        int rest = before.size() - suffix;
        for (int i = rest; i < Math.min(before.size(), rest + CONTEXT); i++) marked.add("  " + before.get(i));
        return withoutLongSames(marked);
    }

    private static void middle(List<String> before, List<String> after, List<String> out) {
        if ((long) before.size() * after.size() > MAX_PAIRS) {
            before.forEach(line -> out.add("- " + line));
            after.forEach(line -> out.add("+ " + line));
            return;
        }
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--)
            for (int j = after.size() - 1; j >= 0; j--)
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                out.add("  " + before.get(i++));
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                out.add("- " + before.get(i++));
            } else {
                out.add("+ " + after.get(j++));
            }
        }
    }

    private static List<String> withoutLongSames(List<String> marked) {
        List<String> shown = new ArrayList<>();
        boolean gap = false;
        for (int i = 0; i < marked.size(); i++) {
            boolean near = false;
            for (int j = Math.max(0, i - CONTEXT); j <= Math.min(marked.size() - 1, i + CONTEXT); j++)
                near |= !marked.get(j).startsWith("  ");
            if (near) shown.add(marked.get(i));
            else if (!gap && !shown.isEmpty()) shown.add("  ...");
            gap = !near;
        }
        return shown;
    }
}
