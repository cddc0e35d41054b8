package dev.terse.bench;

import java.util.ArrayList;
import java.util.List;

/** Figures of the same kind, one a round, and what they say together. Nothing is assumed of how they are spread. */
final class Figures {
    private static final double OUTSIDE = 0.05;

    private final List<Double> sorted = new ArrayList<>();

    /** Where the true median is in 95 of 100 such measurements, or the whole range where there are fewer than six. */
    record Interval(double low, double high) {}

    void add(double figure) {
        sorted.add(figure);
        sorted.sort(null);
    }

    /** The one in the middle, or the mean of the two in the middle. */
    double median() {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /**
     * The interval between two of the figures, as far from both ends as that allows: each figure is below the true median
     * with a chance of one half, so how many are is binomial.
     */
    Interval interval() {
        int count = sorted.size();
        double term = Math.pow(0.5, count);
        double outside = 2 * term;
        int rank = 0;
        while (outside <= OUTSIDE && rank < (count - 1) / 2) {
            rank++;
            term = term * (count - rank + 1) / rank;
            outside += 2 * term;
        }
        // The last term that still fitted belongs to the figure before.
        int low = Math.max(0, outside <= OUTSIDE ? rank : rank - 1);
        return new Interval(sorted.get(low), sorted.get(count - 1 - low));
    }
}
