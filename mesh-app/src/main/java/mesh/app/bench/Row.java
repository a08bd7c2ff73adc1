package mesh.app.bench;

import java.io.IOException;

/** One row of the table: a kind of work, with all that it is held against. */
interface Row {
    /** Short, without blanks: what {@code --only} takes. */
    String name();

    String title();

    /** Measures it and writes down the figures. @throws IOException where that fails */
    void measure(Stage stage, Sheet sheet) throws IOException;
}
