package mesh.adapter.cli;

import java.util.ArrayList;
import java.util.List;
import mesh.domain.Text;

/**
 * Rows under headings, fitted to the width of the terminal: first the columns that can give way become narrower, then
 * the ones that can be spared go. Cells are somebody else's text: they are cleaned, put on one line and cut.
 */
final class Table {
    private static final String GAP = "  ";

    /** No cell is wider than this, also where nothing limits the line. */
    private static final int MAX_CELL_COLUMNS = 1_000;

    private final int width;
    private final Style style;
    private final List<Column> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    private final List<Integer> dimmed = new ArrayList<>();

    private static final class Column {
        final String heading;
        final boolean isPath;
        final int narrowest;
        final int spareRank;
        int width;
        boolean shown = true;

        /** @param narrowest what it keeps when it gives way; 0 where it does not */
        Column(String heading, boolean isPath, int narrowest, int spareRank) {
            this.heading = heading;
            this.isPath = isPath;
            this.narrowest = narrowest;
            this.spareRank = spareRank;
            this.width = heading.length();
        }

        int least() {
            return narrowest == 0 ? width : Math.min(width, Math.max(narrowest, heading.length()));
        }

        String cut(String cell, int max) {
            return isPath ? Columns.cutFront(cell, max) : Columns.cut(cell, max);
        }
    }

    Table(int width, Style style) {
        this.width = width;
        this.style = style;
    }

    /** A column that stays as it is. */
    Table fixed(String heading) {
        return column(heading, false, 0, 0);
    }

    /** A column that gives way, down to {@code narrowest}, where the line is short. */
    Table flexible(String heading, int narrowest) {
        return column(heading, false, narrowest, 0);
    }

    /**
     * A column that goes where the line is short.
     *
     * @param narrowest what it may shrink to before; 0 = it is shown whole or not at all
     * @param rank the highest goes first
     */
    Table spare(String heading, int narrowest, int rank) {
        return column(heading, false, narrowest, rank);
    }

    /** A column of paths: they are cut in front, since their ends tell them apart. Rank 0 = it never goes. */
    Table path(String heading, int narrowest, int rank) {
        return column(heading, true, narrowest, rank);
    }

    private Table column(String heading, boolean isPath, int narrowest, int rank) {
        columns.add(new Column(heading, isPath, narrowest, rank));
        return this;
    }

    /** Puts the row that was added last into the background. */
    void dimLastRow() {
        dimmed.add(rows.size() - 1);
    }

    /** One cell for each column. */
    Table row(String... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = Columns.cut(Text.line(cells[i]), MAX_CELL_COLUMNS);
            Column column = columns.get(i);
            column.width = Math.max(column.width, Columns.of(row[i]));
        }
        rows.add(row);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The table, each line ended. */
    String text() {
        fit();
        StringBuilder out = new StringBuilder();
        String[] headings = new String[columns.size()];
        for (int i = 0; i < headings.length; i++) headings[i] = columns.get(i).heading;
        line(out, headings, true, false);
        for (int i = 0; i < rows.size(); i++) line(out, rows.get(i), false, dimmed.contains(i));
        return out.toString();
    }

    private void fit() {
        boolean spared = true;
        while (spared && total(true) > width) spared = spareOne();
        int excess = total(false) - width;
        while (excess > 0) {
            Column widest = null;
            for (Column column : columns)
                if (column.shown && column.width > column.least() && (widest == null || column.width > widest.width))
                    widest = column;
            if (widest == null) return;
            widest.width--;
            excess--;
        }
    }

    private boolean spareOne() {
        Column spared = null;
        for (Column column : columns)
            if (column.shown && column.spareRank > 0 && (spared == null || column.spareRank > spared.spareRank))
                spared = column;
        if (spared != null) spared.shown = false;
        return spared != null;
    }

    private int total(boolean least) {
        int total = -GAP.length();
        for (Column column : columns) if (column.shown) total += GAP.length() + (least ? column.least() : column.width);
        return total;
    }

    private void line(StringBuilder out, String[] cells, boolean heading, boolean dim) {
        int line = out.length();
        int owed = 0; // blanks before the next cell: none are written at the end of a line
        int left = width;
        for (int i = 0; i < cells.length && left > 0; i++) {
            Column column = columns.get(i);
            if (!column.shown) continue;
            if (out.length() > line || owed > 0) owed += GAP.length();
            String cell = column.cut(cells[i], Math.min(column.width, Math.max(1, left)));
            if (!cell.isEmpty()) {
                for (; owed > 0; owed--) out.append(' ');
                out.append(heading ? style.bold(cell) : dim ? style.dim(cell) : cell);
            }
            owed += column.width - Columns.of(cell);
            left -= column.width + GAP.length();
        }
        out.append('\n');
    }
}
