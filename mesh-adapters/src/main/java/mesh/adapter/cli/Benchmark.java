package mesh.adapter.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures this program against bare floors on this machine, with brokers of its own. The composition root implements it. */
public interface Benchmark {
    /** What can be measured, in the order in which it is. */
    List<Row> rows();

    /**
     * Measures. Takes minutes, or less than one where the plan is quick. Whatever it started has ended, and whatever it
     * wrote is gone, when it returns or throws; so it is when the process is interrupted.
     *
     * @param progress is told the title of each row before it is measured
     * @throws IOException where something cannot be measured that should be; the message says what
     */
    Result run(Plan plan, Consumer<String> progress) throws IOException;

    /** One kind of work. @param name short, without blanks; what {@code --only} takes */
    record Row(String name, String title) {}

    /**
     * What to measure.
     *
     * @param quick fewer and shorter rounds, and less data
     * @param only names of rows; empty for all
     * @param folder where the data directories go; empty for the first temporary folder that is on a disk
     */
    record Plan(boolean quick, List<String> only, Optional<Path> folder) {
        public Plan {
            only = List.copyOf(only);
            requireNonNull(folder);
        }
    }

    /** @param facts what was measured on and against, in order */
    record Result(Map<String, String> facts, List<Figure> figures) {
        public Result {
            requireNonNull(facts);
            figures = List.copyOf(figures);
        }
    }

    /** How a figure compares with what it should be. */
    enum Verdict {
        REACHED("reached"),
        NOT_REACHED("not reached"),
        /** Told for information. */
        NO_TARGET(""),
        /** It cannot be measured here; the figure's note says why. */
        NOT_MEASURED("not measured");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * One line of the table. A number that there is none of is NaN.
     *
     * @param row name of the row that it belongs to
     * @param work what was done
     * @param value median of the rounds
     * @param least of the rounds
     * @param most of the rounds
     * @param unit of value, least, most and floorValue
     * @param floor what it is held against; empty where against nothing
     * @param floorValue median of the floor's rounds, which alternate with those of the work
     * @param ratio median of value / floor, round by round
     * @param target such as {@code <= 1.5}; of the ratio where there is a floor, else of the value; empty where there is none
     * @param note empty where there is nothing to add
     */
    record Figure(
            String row,
            String work,
            double value,
            double least,
            double most,
            String unit,
            String floor,
            double floorValue,
            double ratio,
            String target,
            Verdict verdict,
            String note) {
        public Figure {
            requireNonNull(row);
            requireNonNull(work);
            requireNonNull(unit);
            requireNonNull(floor);
            requireNonNull(target);
            requireNonNull(verdict);
            requireNonNull(note);
        }
    }
}
