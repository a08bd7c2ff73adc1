package mesh.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mesh.adapter.cli.Benchmark.Figure;
import mesh.adapter.cli.Benchmark.Verdict;

/** The lines of the table as they come in, for the row that is being measured. */
final class Sheet {
    private final List<Figure> figures = new ArrayList<>();
    private String row = "";

    /** What is good, where it can be too much or too little. */
    enum Aim {
        AT_MOST("<="),
        AT_LEAST(">=");

        private final String sign;

        Aim(String sign) {
            this.sign = sign;
        }

        boolean reached(double value, double target) {
            return this == AT_MOST ? value <= target : value >= target;
        }

        String words(double target) {
            String digits = String.format(Locale.ROOT, target >= 0.1 ? "%.2f" : "%.3f", target);
            while (digits.endsWith("0")) digits = digits.substring(0, digits.length() - 1);
            if (digits.endsWith(".")) digits = digits.substring(0, digits.length() - 1);
            return sign + " " + digits;
        }
    }

    /** A floor: its name in the table, and the things of the rounds that make it up, each with a weight. */
    record Floor(String name, double[] weights, int... things) {
        static Floor of(String name, int thing) {
            return new Floor(name, new double[] {1}, thing);
        }

        static Floor sum(String name, int one, int other) {
            return new Floor(name, new double[] {1, 1}, one, other);
        }
    }

    void begin(String name) {
        row = name;
    }

    List<Figure> figures() {
        return figures;
    }

    /** A thing of the rounds against its floor, with a target for the ratio. */
    void ratio(String work, String unit, Rounds rounds, int thing, Floor floor, Aim aim, double target) {
        double ratio = rounds.ratio(thing, floor.weights(), floor.things());
        Verdict verdict = aim.reached(ratio, target) ? Verdict.REACHED : Verdict.NOT_REACHED;
        add(work, unit, rounds, thing, floor, ratio, aim.words(target), verdict);
    }

    /** The same for information. */
    void ratio(String work, String unit, Rounds rounds, int thing, Floor floor) {
        double ratio = rounds.ratio(thing, floor.weights(), floor.things());
        add(work, unit, rounds, thing, floor, ratio, "", Verdict.NO_TARGET);
    }

    private void add(
            String work,
            String unit,
            Rounds rounds,
            int thing,
            Floor floor,
            double ratio,
            String target,
            Verdict verdict) {
        figures.add(new Figure(
                row,
                work,
                rounds.median(thing),
                rounds.least(thing),
                rounds.most(thing),
                unit,
                floor.name(),
                rounds.floor(floor.weights(), floor.things()),
                ratio,
                target,
                verdict,
                ""));
    }

    /** A thing of the rounds with a target of its own. */
    void value(String work, String unit, Rounds rounds, int thing, Aim aim, double target) {
        double value = rounds.median(thing);
        Verdict verdict = aim.reached(value, target) ? Verdict.REACHED : Verdict.NOT_REACHED;
        String words = aim.words(target) + " " + unit;
        figures.add(figure(work, value, rounds.least(thing), rounds.most(thing), unit, words, verdict, ""));
    }

    /** The same for information. */
    void value(String work, String unit, Rounds rounds, int thing) {
        double least = rounds.least(thing);
        double most = rounds.most(thing);
        figures.add(figure(work, rounds.median(thing), least, most, unit, "", Verdict.NO_TARGET, ""));
    }

    /** What was measured once. */
    void value(String work, String unit, double value, Aim aim, double target) {
        Verdict verdict = aim.reached(value, target) ? Verdict.REACHED : Verdict.NOT_REACHED;
        figures.add(figure(work, value, Double.NaN, Double.NaN, unit, aim.words(target) + " " + unit, verdict, ""));
    }

    /** The same for information. */
    void value(String work, String unit, double value) {
        figures.add(figure(work, value, Double.NaN, Double.NaN, unit, "", Verdict.NO_TARGET, ""));
    }

    /** Why something cannot be measured here. */
    void notMeasured(String work, String why) {
        double none = Double.NaN;
        figures.add(figure(work, none, none, none, "", "", Verdict.NOT_MEASURED, why));
    }

    private Figure figure(
            String work,
            double value,
            double least,
            double most,
            String unit,
            String target,
            Verdict verdict,
            String note) {
        return new Figure(row, work, value, least, most, unit, "", Double.NaN, Double.NaN, target, verdict, note);
    }
}
