package dev.terse.create;

import dev.terse.create.StatsResult.Group;
import dev.terse.create.StatsResult.Point;
import dev.terse.create.StatsResult.Value;
import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Rollup.Clicks;
import dev.terse.stats.Stats.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what a question asks for, from rollups or from single clicks.
 *
 * <p>Clicks are counted by quarters of an hour and so are exact in every time zone and at every end of a span. Values and
 * visitors are known for a whole rollup only. One that reaches over an end of the span is taken whole where it has clicks in
 * the span, and the answer says that it is not exact. The visitors of an hour that is cut by a border of the series count
 * where the hour begins; those of a folded day where its noon lies, and nowhere where the series is finer than days.
 *
 * <p>Of each dimension the first {@value #MAX_VALUES} values that come are told apart. Clicks with another one are added up
 * without names, and the answer says that it is not exact.
 *
 * <p>For one thread.
 */
final class StatsSum {
    /** Values of a dimension that are told apart, so that no stranger can make the sum grow. */
    static final int MAX_VALUES = 10_000;

    private static final int QUARTERS_OF_DAY = 96;
    private static final int QUARTERS_TO_NOON = 48;

    private static final Comparator<Value> MOST_FREQUENT = Comparator.comparingLong(
                    (Value value) -> value.clicks().total())
            .reversed()
            .thenComparing(Value::value);

    private final StatsQuestion question;
    private final long from;
    private final long to;
    private final long[] starts;
    private final Count[] points;
    private final long[] pointVisitors;
    private final boolean[] hidesVisitors;
    private final Map<Dimension, Values> groups = new LinkedHashMap<>();
    private final Map<Long, Day> days = new HashMap<>();
    private final Count totals = new Count();
    private long dailyVisitors;
    private boolean exact = true;

    /** Clicks by kind. */
    private static final class Count {
        long humans;
        long bots;
        long preloads;

        void add(Clicks clicks) {
            humans += clicks.humans();
            bots += clicks.bots();
            preloads += clicks.preloads();
        }

        long clicks() {
            return humans + bots + preloads;
        }

        Clicks frozen() {
            return new Clicks(humans, bots, preloads);
        }
    }

    /** The values of one dimension. */
    private static final class Values {
        final Map<String, Count> named = new HashMap<>();
        final Count rest = new Count();
        /** All clicks, those without a value too. */
        final Count all = new Count();
    }

    /** The visitors of one day in UTC, who can be told from one another. */
    private static final class Day {
        final Rollup all = new Rollup();
        final Map<Integer, Rollup> byPoint = new HashMap<>();
    }

    StatsSum(StatsQuestion question) {
        this.question = question;
        this.from = StatsQuestion.quarterOf(question.from());
        this.to = StatsQuestion.quarterOf(question.to());
        this.starts =
                question.starts().stream().mapToLong(StatsQuestion::quarterOf).toArray();
        this.points = new Count[starts.length];
        Arrays.setAll(points, _ -> new Count());
        this.pointVisitors = new long[starts.length];
        this.hidesVisitors = new boolean[starts.length];
        question.groups().forEach(dimension -> groups.put(dimension, new Values()));
    }

    /** Adds a rollup. Those of one day in UTC come before the next {@link #endDays}. */
    void add(Span span) {
        if (span.isValuesOnly()) {
            groups.forEach((dimension, values) -> addValues(span.rollup(), dimension, values));
            return;
        }
        long begin = StatsQuestion.quarterOf(span.from());
        Count inside = new Count();
        Count outside = new Count();
        span.rollup().forEachQuarter((clicks, later) -> {
            long quarter = begin + later;
            Clicks counted = question.audience().of(clicks);
            if (quarter >= from && quarter < to) {
                inside.add(counted);
                count(quarter, counted);
            } else {
                outside.add(counted);
            }
        });
        if (inside.clicks() > 0) {
            exact &= outside.humans + outside.bots == 0;
            addVisitors(span, begin);
            inside.add(outside.frozen());
            groups.forEach((dimension, values) -> {
                values.all.add(inside.frozen());
                addValues(span.rollup(), dimension, values);
            });
        }
    }

    private void count(long quarter, Clicks clicks) {
        totals.add(clicks);
        if (points.length > 0) {
            points[pointOf(quarter)].add(clicks);
        }
    }

    private int pointOf(long quarter) {
        int found = Arrays.binarySearch(starts, quarter);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }

    private void addVisitors(Span span, long begin) {
        if (!question.audience().counts(Kind.HUMAN)) {
            return;
        }
        Day day = days.computeIfAbsent(Math.floorDiv(begin, (long) QUARTERS_OF_DAY), _ -> new Day());
        day.all.addVisitors(span.rollup());
        if (points.length == 0) {
            return;
        }
        boolean folded = span.hours() > 1;
        if (folded && question.interval() == Interval.HOUR) {
            int last = pointOf(Math.min(begin + QUARTERS_OF_DAY, to) - 1);
            Arrays.fill(hidesVisitors, pointOf(Math.max(begin, from)), last + 1, true);
            return;
        }
        long where = Math.clamp(folded ? begin + QUARTERS_TO_NOON : begin, from, to - 1);
        day.byPoint.computeIfAbsent(pointOf(where), _ -> new Rollup()).addVisitors(span.rollup());
    }

    private void addValues(Rollup rollup, Dimension dimension, Values values) {
        Clicks rest = rollup.forEachValue(dimension, (value, clicks) -> {
            Clicks counted = question.audience().of(clicks);
            if (counted.total() > 0) {
                addNamed(values, value, counted);
            }
        });
        values.rest.add(question.audience().of(rest));
    }

    private void addNamed(Values values, String value, Clicks clicks) {
        Count count = values.named.get(value);
        if (count == null) {
            if (values.named.size() >= MAX_VALUES) {
                values.rest.add(clicks);
                exact = false;
                return;
            }
            count = new Count();
            values.named.put(value, count);
        }
        count.add(clicks);
    }

    /** Says that the rollups of all days that were begun have come, so that their visitors need no longer be told apart. */
    void endDays() {
        for (Day day : days.values()) {
            dailyVisitors += day.all.visitors();
            day.byPoint.forEach((point, visitors) -> pointVisitors[point] += visitors.visitors());
        }
        days.clear();
    }

    /** Adds a single click that passes the filters, whenever it was made. */
    void add(CountedClick click) {
        long quarter = StatsQuestion.quarterOf(Instant.ofEpochMilli(click.atMillis()));
        if (quarter < from || quarter >= to || !question.audience().counts(click.kind())) {
            return;
        }
        Clicks one = one(click.kind());
        count(quarter, one);
        if (click.kind() == Kind.PRELOAD) {
            return;
        }
        groups.forEach((dimension, values) -> {
            values.all.add(one);
            String value = click.values().get(dimension);
            if (value != null) {
                addNamed(values, value, one);
            }
        });
    }

    private static Clicks one(Kind kind) {
        return switch (kind) {
            case HUMAN -> new Clicks(1, 0, 0);
            case BOT -> new Clicks(0, 1, 0);
            case PRELOAD -> new Clicks(0, 0, 1);
        };
    }

    StatsResult result() {
        boolean single = !question.filters().isEmpty();
        List<Point> series = new ArrayList<>(points.length);
        for (int i = 0; i < points.length; i++) {
            series.add(new Point(
                    question.starts().get(i),
                    points[i].frozen(),
                    single || hidesVisitors[i] ? null : (Long) pointVisitors[i]));
        }
        Map<Dimension, Group> grouped = new LinkedHashMap<>();
        groups.forEach((dimension, values) -> grouped.put(dimension, group(values)));
        return new StatsResult(question, exact, totals.frozen(), single ? null : (Long) dailyVisitors, series, grouped);
    }

    private Group group(Values values) {
        List<Value> named = new ArrayList<>(values.named.size());
        Count none = new Count();
        none.humans = values.all.humans;
        none.bots = values.all.bots;
        values.named.forEach((value, count) -> {
            none.humans -= count.humans;
            none.bots -= count.bots;
            named.add(new Value(value, count.frozen()));
        });
        none.humans -= values.rest.humans;
        none.bots -= values.rest.bots;
        named.sort(MOST_FREQUENT);
        Count other = new Count();
        other.add(values.rest.frozen());
        List<Value> told = named.subList(0, Math.min(question.limit(), named.size()));
        named.subList(told.size(), named.size()).forEach(value -> other.add(value.clicks()));
        return new Group(List.copyOf(told), other.frozen(), none.frozen());
    }
}
