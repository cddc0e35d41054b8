package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox.Waiting;
import dev.terse.link.ClickTotals;
import dev.terse.link.Link;
import dev.terse.stats.CountedClick;
import dev.terse.stats.DeadClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Rollup.Clicks;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.Counted;
import dev.terse.stats.Stats.Hour;
import dev.terse.stats.Stats.Part;
import dev.terse.stats.Stats.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class StatsContract extends StorageContract {
    private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");
    private static final Instant LONG_AGO = Instant.EPOCH;
    private static final Instant FAR_AHEAD = Instant.parse("2100-01-01T00:00:00Z");
    private static final Set<Part> EVERYTHING = EnumSet.of(Part.VALUES, Part.VISITORS);
    private static final Set<Part> BY_HOURS = EnumSet.allOf(Part.class);

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final AtomicLong LINKS = new AtomicLong(1_000_000);

    private Stats stats;
    private long link;
    private long domain;

    @BeforeEach
    void fresh() {
        for (String table : List.of(
                "rollup_hour",
                "rollup_day",
                "rollup_day_hours",
                "rollup_month",
                "rollup_damaged",
                "click_batch",
                "click_chunk",
                "click_dead")) {
            database.execute("delete from " + table);
        }
        stats = storage.stats();
        link = LINKS.incrementAndGet();
        domain = LINKS.incrementAndGet();
    }

    private CountedClick click(Instant at, Kind kind) {
        return new CountedClick(at.toEpochMilli(), link, kind, Map.of(Dimension.BROWSER, "Firefox"));
    }

    private CountedClick click(Instant at) {
        return click(at, Kind.HUMAN);
    }

    /** What these clicks come to, each by a visitor of its own. */
    private Counted counted(Collection<CountedClick> clicks) {
        Map<Hour, Rollup> rollups = new HashMap<>();
        for (CountedClick click : clicks) {
            long hour = Math.floorDiv(click.atMillis(), 3_600_000L);
            int quarter = (int) Math.floorMod(click.atMillis(), 3_600_000L) / 900_000;
            for (Scope scope : List.of(new Scope.OfLink(click.link()), new Scope.OfDomain(domain))) {
                rollups.computeIfAbsent(new Hour(scope, hour), _ -> new Rollup())
                        .add(click.kind(), quarter, click.atMillis(), click.values());
            }
        }
        return new Counted(rollups, List.copyOf(clicks), List.of());
    }

    /** Hands a batch over, and returns its number. */
    private long batch() {
        storage.clickInbox().append(new ClickBatch(UUID.randomUUID(), 0, new byte[8]), NOW);
        return storage.clickInbox().waiting(1 << 20).stream()
                .mapToLong(Waiting::number)
                .max()
                .orElseThrow();
    }

    private void apply(CountedClick... clicks) {
        assertThat(stats.apply(List.of(batch()), counted(List.of(clicks)))).isTrue();
    }

    /** Overwrites a part of rollups with bytes that are none. */
    private void damage(String table, String part, String where) {
        String bytes = database.url() instanceof StoreUrl.Sqlite ? "x'0501'" : "'\\x0501'";
        database.execute("update " + table + " set " + part + " = " + bytes + " where " + where);
    }

    private static long hourOf(Instant instant) {
        return instant.getEpochSecond() / 3_600;
    }

    private void foldAll(Instant before) {
        for (int piece = 1; piece > 0; ) {
            piece = stats.foldHoursBefore(before);
        }
    }

    /** A day with so many values that they are added up by month. */
    private void applyMany(Instant day, int seed) {
        Random random = new Random(seed);
        CountedClick[] clicks = new CountedClick[400];
        for (int i = 0; i < clicks.length; i++) {
            clicks[i] = new CountedClick(
                    day.plusSeconds(random.nextInt(24 * 3_600)).toEpochMilli(),
                    link,
                    KINDS.get(random.nextInt(3)),
                    Map.of(
                            Dimension.CITY,
                            "city of a long name " + random.nextInt(90),
                            Dimension.COUNTRY,
                            "C" + random.nextInt(60)));
        }
        apply(clicks);
    }

    private List<Span> rollups(Instant from, Instant to) {
        return stats.rollups(List.of(new Scope.OfLink(link)), from, to, EVERYTHING);
    }

    private static Rollup sum(List<Span> spans, Instant from) {
        Rollup sum = new Rollup();
        for (Span span : spans) {
            if (span.isValuesOnly()) {
                sum.addValues(span.rollup());
            } else {
                sum.add(span.rollup(), (int) Duration.between(from, span.from()).dividedBy(Duration.ofMinutes(15)));
            }
        }
        return sum;
    }

    private static void assertSame(Rollup actual, @Nullable Rollup same) {
        Rollup expected = Objects.requireNonNull(same);
        assertThat(actual.quarters()).isEqualTo(expected.quarters());
        for (Dimension dimension : Dimension.values()) {
            assertThat(actual.values(dimension)).isEqualTo(expected.values(dimension));
            assertThat(actual.rest(dimension)).isEqualTo(expected.rest(dimension));
        }
        // Estimates of the same visitors differ a little by how they were put together.
        assertThat(actual.visitors())
                .isCloseTo(expected.visitors(), withinPercentage(expected.visitors() > 32 ? 5 : 0));
    }

    @Test
    void apply_clicks_addsThemUpByHour() {
        apply(
                click(DAY),
                click(DAY.plus(Duration.ofMinutes(59)), Kind.BOT),
                click(DAY.plus(Duration.ofMinutes(60)), Kind.PRELOAD));

        List<Span> hours = rollups(LONG_AGO, FAR_AHEAD);

        assertThat(hours).hasSize(2);
        assertThat(hours.get(0).from()).isEqualTo(DAY);
        assertThat(hours.get(0).hours()).isOne();
        assertThat(hours.get(0).scope()).isEqualTo(new Scope.OfLink(link));
        assertThat(hours.get(0).rollup().quarters()).isEqualTo(Map.of(0, new Clicks(1, 0, 0), 3, new Clicks(0, 1, 0)));
        assertThat(hours.get(0).rollup().values(Dimension.BROWSER)).isEqualTo(Map.of("Firefox", new Clicks(1, 1, 0)));
        assertThat(hours.get(0).rollup().visitors()).isOne();
        assertThat(hours.get(1).from()).isEqualTo(DAY.plus(Duration.ofHours(1)));
        assertThat(hours.get(1).rollup().clicks()).isEqualTo(new Clicks(0, 0, 1));
        assertThat(stats.rollups(List.of(new Scope.OfDomain(domain)), LONG_AGO, FAR_AHEAD, EVERYTHING))
                .hasSize(2);
    }

    @Test
    void apply_batch_removesItAndNoOther() {
        long first = batch();
        long second = batch();

        assertThat(stats.apply(List.of(first), counted(List.of(click(DAY))))).isTrue();

        assertThat(storage.clickInbox().waiting(1_000).stream().map(Waiting::number))
                .containsExactly(second);
    }

    @Test
    void apply_batchThatIsGone_changesNothing() {
        long gone = batch();
        assertThat(stats.apply(List.of(gone), counted(List.of()))).isTrue();
        long there = batch();

        assertThat(stats.apply(List.of(gone), counted(List.of(click(DAY))))).isFalse();
        assertThat(stats.apply(List.of(there, gone), counted(List.of(click(DAY)))))
                .isFalse();

        assertThat(rollups(LONG_AGO, FAR_AHEAD)).isEmpty();
        assertThat(stats.clicks(link, LONG_AGO, FAR_AHEAD, null, 10).clicks()).isEmpty();
        assertThat(storage.clickInbox().waiting(1_000).stream().map(Waiting::number))
                .containsExactly(there);
    }

    @Test
    void apply_sameBatchByManyAtOnce_countsItOnce() {
        Link counted = create(draft());
        link = counted.number();
        for (int round = 0; round < 5; round++) {
            List<Long> batches = List.of(batch(), batch());
            Counted clicks = counted(List.of(click(DAY), click(DAY.plusSeconds(1))));

            assertThat(inParallel(4, () -> stats.apply(batches, clicks)))
                    .containsExactlyInAnyOrder(true, false, false, false);
        }
        assertThat(sum(rollups(LONG_AGO, FAR_AHEAD), DAY).clicks()).isEqualTo(new Clicks(10, 0, 0));
        assertThat(storage.links()
                        .find(workspace, counted.id())
                        .orElseThrow()
                        .clicks()
                        .total())
                .isEqualTo(10);
        assertThat(stats.clicks(link, LONG_AGO, FAR_AHEAD, null, 100).clicks()).hasSize(10);
    }

    @Test
    void apply_manyBatchesAtOnce_losesNone() {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            numbers.add(batch());
        }
        AtomicLong next = new AtomicLong();
        try (SqlStorage another = SqlStorage.open(database.url(), StorageOptions.DEFAULT)) {
            List<Stats> both = List.of(stats, another.stats());
            inParallel(4, () -> {
                for (int i = (int) next.getAndIncrement(); i < 40; i = (int) next.getAndIncrement()) {
                    assertThat(both.get(i % 2)
                                    .apply(List.of(numbers.get(i)), counted(List.of(click(DAY.plusMillis(i))))))
                            .isTrue();
                }
                return true;
            });
        }
        Rollup sum = sum(rollups(LONG_AGO, FAR_AHEAD), DAY);
        assertThat(sum.clicks()).isEqualTo(new Clicks(40, 0, 0));
        assertThat(sum.visitors()).isBetween(39L, 41L);
    }

    @Test
    void apply_pieceAfterPiece_comesToTheSameAsAllAtOnce() {
        Random random = new Random(5);
        List<CountedClick> all = new ArrayList<>();
        for (int piece = 0; piece < 10; piece++) {
            List<CountedClick> clicks = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clicks.add(new CountedClick(
                        DAY.plusSeconds(random.nextInt(4 * 3_600)).toEpochMilli(),
                        link,
                        KINDS.get(random.nextInt(3)),
                        Map.of(Dimension.COUNTRY, "C" + random.nextInt(30), Dimension.CITY, "T" + random.nextInt(40))));
            }
            apply(clicks.toArray(CountedClick[]::new));
            all.addAll(clicks);
        }

        List<Span> hours = rollups(LONG_AGO, FAR_AHEAD);
        assertThat(hours).hasSize(4);
        Map<Hour, Rollup> expected = counted(all).rollups();
        for (Span hour : hours) {
            assertSame(
                    hour.rollup(),
                    expected.get(new Hour(hour.scope(), hour.from().getEpochSecond() / 3_600)));
        }
    }

    @Test
    void apply_thatFailsHalfway_changesNothingAndSucceedsLater() {
        long batch = batch();
        Counted clicks = new Counted(
                counted(List.of(click(DAY))).rollups(),
                List.of(click(DAY)),
                List.of(new DeadClick(UUID.randomUUID(), 16, "checksum", new byte[24])));
        database.execute("alter table click_dead rename to click_dead_elsewhere");
        try {
            assertThatThrownBy(() -> stats.apply(List.of(batch), clicks)).isNotNull();
        } finally {
            database.execute("alter table click_dead_elsewhere rename to click_dead");
        }
        assertThat(rollups(LONG_AGO, FAR_AHEAD)).isEmpty();
        assertThat(stats.clicks(link, LONG_AGO, FAR_AHEAD, null, 10).clicks()).isEmpty();
        assertThat(storage.clickInbox().depth().batches()).isOne();

        assertThat(stats.apply(List.of(batch), clicks)).isTrue();

        assertThat(sum(rollups(LONG_AGO, FAR_AHEAD), DAY).clicks()).isEqualTo(new Clicks(1, 0, 0));
        assertThat(database.number("select count(*) from click_dead where reason = 'checksum' and position = 16"))
                .isOne();
    }

    @Test
    void apply_clicks_addsToTheTotalsOfTheLink() {
        Link counted = create(draft());
        link = counted.number();
        Instant last = DAY.plus(Duration.ofMillis(7_200_123));

        apply(click(DAY), click(last, Kind.BOT), click(DAY.plusSeconds(1), Kind.PRELOAD));
        assertThat(storage.links().find(workspace, counted.id()).orElseThrow().clicks())
                .isEqualTo(new ClickTotals(3, 1, 1, last));

        apply(click(DAY.plusSeconds(2)));
        assertThat(storage.links().find(workspace, counted.id()).orElseThrow().clicks())
                .isEqualTo(new ClickTotals(4, 2, 1, last));
    }

    @Test
    void apply_rollupWithoutSingleClicks_knowsTheQuarterOfTheLastOne() {
        Link counted = create(draft());
        link = counted.number();
        Map<Hour, Rollup> rollups =
                counted(List.of(click(DAY.plus(Duration.ofMinutes(50))))).rollups();

        assertThat(stats.apply(List.of(batch()), new Counted(rollups, List.of(), List.of())))
                .isTrue();

        assertThat(storage.links().find(workspace, counted.id()).orElseThrow().clicks())
                .isEqualTo(new ClickTotals(1, 1, 0, DAY.plus(Duration.ofMinutes(45))));
    }

    @Test
    void apply_storedHourIsDamaged_beginsAnewThere() {
        apply(click(DAY), click(DAY.plus(Duration.ofHours(1))));
        damage("rollup_hour", "packed", "hour = " + hourOf(DAY));

        apply(click(DAY), click(DAY), click(DAY.plus(Duration.ofHours(1))));

        assertThat(rollups(LONG_AGO, FAR_AHEAD))
                .extracting(span -> span.rollup().clicks().total())
                .containsExactly(2L, 2L);
    }

    @Test
    void domainsOf_links_hasThoseThatThereEverWere() {
        Link here = create(draft());
        Link deleted = create(draft());
        storage.links().delete(workspace, deleted.id(), null, NOW);

        assertThat(stats.domainsOf(List.of(here.number(), deleted.number(), 999_999_999L)))
                .isEqualTo(Map.of(here.number(), 1L, deleted.number(), 1L));
        assertThat(stats.domainsOf(List.of())).isEmpty();
    }

    @Test
    void rollups_ofASpan_haveWhatReachesIntoIt() {
        for (int hour = 0; hour < 5; hour++) {
            apply(click(DAY.plus(Duration.ofHours(hour))));
        }
        Instant from = DAY.plus(Duration.ofHours(1));

        assertThat(rollups(from, from.plus(Duration.ofHours(2)))).hasSize(2);
        assertThat(rollups(from.plusMillis(1), from.plus(Duration.ofHours(2)).plusMillis(1)))
                .hasSize(3);
        assertThat(rollups(from, from)).isEmpty();
        assertThat(stats.rollups(List.of(), LONG_AGO, FAR_AHEAD, EVERYTHING)).isEmpty();
    }

    @Test
    void rollups_ofManyScopes_areInTheOrderOfTime() {
        apply(click(DAY.plus(Duration.ofHours(2))));
        long first = link;
        link = LINKS.incrementAndGet();
        apply(click(DAY), click(DAY.plus(Duration.ofHours(3))));

        List<Span> spans = stats.rollups(
                List.of(new Scope.OfLink(first), new Scope.OfLink(link), new Scope.OfDomain(domain)),
                LONG_AGO,
                FAR_AHEAD,
                Set.of());

        assertThat(spans.stream().map(Span::from)).isSorted().hasSize(6);
        assertThat(spans.stream().map(span -> span.rollup().clicks().total())).containsOnly(1L);
    }

    @Test
    void rollups_partsThatWereNotAskedFor_areEmpty() {
        apply(click(DAY), click(DAY.plus(Duration.ofDays(1))));
        assertThat(stats.foldHoursBefore(DAY.plus(Duration.ofDays(1)))).isPositive();

        for (Span span : stats.rollups(List.of(new Scope.OfLink(link)), LONG_AGO, FAR_AHEAD, Set.of())) {
            assertThat(span.rollup().clicks().total()).isOne();
            assertThat(span.rollup().values(Dimension.BROWSER)).isEmpty();
            assertThat(span.rollup().visitors()).isZero();
        }
        for (Span span : stats.rollups(List.of(new Scope.OfLink(link)), LONG_AGO, FAR_AHEAD, Set.of(Part.VISITORS))) {
            assertThat(span.rollup().values(Dimension.BROWSER)).isEmpty();
            assertThat(span.rollup().visitors()).isOne();
        }
        for (Span span : stats.rollups(List.of(new Scope.OfLink(link)), LONG_AGO, FAR_AHEAD, Set.of(Part.VALUES))) {
            assertThat(span.rollup().values(Dimension.BROWSER)).hasSize(1);
            assertThat(span.rollup().visitors()).isZero();
        }
    }

    @Test
    void foldHoursBefore_finishedDays_keepsTheirSums() {
        Random random = new Random(3);
        List<CountedClick> clicks = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            link = random.nextLong(500, 800);
            clicks.add(click(DAY.plusSeconds(random.nextInt(3 * 24 * 3_600))));
        }
        apply(clicks.toArray(CountedClick[]::new));
        List<Scope> scopes = new ArrayList<>();
        clicks.stream().map(CountedClick::link).distinct().forEach(number -> scopes.add(new Scope.OfLink(number)));
        scopes.add(new Scope.OfDomain(domain));
        Map<Scope, Rollup> before = new HashMap<>();
        scopes.forEach(scope ->
                before.put(scope, sum(stats.rollups(List.of(scope), LONG_AGO, FAR_AHEAD, EVERYTHING), DAY)));
        long hours = database.number("select count(*) from rollup_hour");

        int folded = 0;
        Instant twoDays = DAY.plus(Duration.ofDays(2)).plusSeconds(5);
        for (int piece = stats.foldHoursBefore(twoDays); piece > 0; piece = stats.foldHoursBefore(twoDays)) {
            folded += piece;
        }

        assertThat(database.number("select count(*) from rollup_hour")).isEqualTo(hours - folded);
        assertThat(database.number("select count(*) from rollup_hour where hour < "
                        + DAY.plus(Duration.ofDays(2)).getEpochSecond() / 3_600))
                .isZero();
        for (Scope scope : scopes) {
            List<Span> spans = stats.rollups(List.of(scope), LONG_AGO, FAR_AHEAD, EVERYTHING);
            assertSame(sum(spans, DAY), before.get(scope));
            assertThat(spans.stream().filter(span -> span.hours() == 24)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void foldHoursBefore_dayThatIsNotOver_leavesIt() {
        apply(click(DAY));

        assertThat(stats.foldHoursBefore(DAY.plus(Duration.ofDays(1)).minusMillis(1)))
                .isZero();
        assertThat(rollups(LONG_AGO, FAR_AHEAD).getFirst().hours()).isOne();

        assertThat(stats.foldHoursBefore(DAY.plus(Duration.ofDays(1)))).isEqualTo(2);
        Span day = rollups(LONG_AGO, FAR_AHEAD).getFirst();
        assertThat(day.hours()).isEqualTo(24);
        assertThat(day.from()).isEqualTo(DAY);
        assertThat(stats.foldHoursBefore(DAY.plus(Duration.ofDays(1)))).isZero();
    }

    @Test
    void foldHoursBefore_lateClickOfAFoldedDay_isThereBeforeAndAfter() {
        apply(click(DAY.plus(Duration.ofHours(5))));
        stats.foldHoursBefore(FAR_AHEAD);

        apply(click(DAY.plus(Duration.ofHours(5)).plusSeconds(1)), click(DAY.plus(Duration.ofHours(23))));

        Rollup both = sum(rollups(LONG_AGO, FAR_AHEAD), DAY);
        assertThat(both.quarters()).isEqualTo(Map.of(20, new Clicks(2, 0, 0), 92, new Clicks(1, 0, 0)));
        assertThat(stats.foldHoursBefore(FAR_AHEAD)).isEqualTo(4);
        List<Span> folded = rollups(LONG_AGO, FAR_AHEAD);
        assertThat(folded).hasSize(1);
        assertSame(sum(folded, DAY), both);
        assertThat(rollups(DAY.plus(Duration.ofHours(30)), FAR_AHEAD)).isEmpty();
        assertThat(rollups(DAY.plus(Duration.ofHours(7)), DAY.plus(Duration.ofHours(8))))
                .hasSize(1);
    }

    @Test
    void rollups_hoursOfAFoldedDay_areThereWhereTheyAreWantedOrCut() {
        Instant next = DAY.plus(Duration.ofDays(1));
        apply(click(DAY.plus(Duration.ofHours(5))), click(DAY.plus(Duration.ofHours(7))));
        List<Span> hours = rollups(LONG_AGO, FAR_AHEAD);
        foldAll(next);
        apply(click(DAY.plus(Duration.ofHours(7)).plusSeconds(1)), click(DAY.plus(Duration.ofHours(9))));
        foldAll(next);

        assertThat(rollups(DAY, next)).singleElement().matches(span -> span.hours() == 24);
        List<Span> all = stats.rollups(List.of(new Scope.OfLink(link)), DAY, next, BY_HOURS);
        assertSame(sum(all, DAY), sum(rollups(DAY, next), DAY));
        List<Span> kept = all.stream().filter(span -> !span.isValuesOnly()).toList();
        assertThat(all).hasSize(kept.size() + 1);
        assertThat(kept)
                .extracting(Span::from)
                .containsExactly(
                        DAY.plus(Duration.ofHours(5)), DAY.plus(Duration.ofHours(7)), DAY.plus(Duration.ofHours(9)));
        assertThat(kept).allMatch(span -> span.hours() == 1);
        assertSame(
                rollups(DAY.plusSeconds(60), next).getFirst().rollup(),
                hours.getFirst().rollup());
        assertThat(kept.get(1).rollup().clicks()).isEqualTo(new Clicks(2, 0, 0));
        assertThat(rollups(DAY.plus(Duration.ofHours(6)), next)).hasSize(2);
        assertThat(rollups(DAY, DAY.plus(Duration.ofHours(7)))).hasSize(1);
        assertThat(rollups(DAY.plusSeconds(60), next)).hasSize(3);
        assertThat(rollups(DAY.plus(Duration.ofHours(10)), next)).isEmpty();
    }

    @Test
    void foldHoursBefore_dayOfLongAgo_forgetsItsHours() {
        apply(click(DAY.plus(Duration.ofHours(5))));
        Instant next = DAY.plus(Duration.ofDays(1));
        foldAll(next);
        foldAll(next.plus(Stats.HOURS_KEPT).minusMillis(1));
        assertThat(database.number("select count(*) from rollup_day_hours")).isEqualTo(2);

        foldAll(next.plus(Stats.HOURS_KEPT));

        assertThat(database.number("select count(*) from rollup_day_hours")).isZero();
        assertThat(stats.rollups(List.of(new Scope.OfLink(link)), DAY, next, BY_HOURS))
                .singleElement()
                .matches(span -> span.hours() == 24);
        // Late clicks do not stand for the hours that are gone.
        apply(click(DAY.plus(Duration.ofHours(7))));
        foldAll(next);
        assertThat(sum(stats.rollups(List.of(new Scope.OfLink(link)), DAY, next, BY_HOURS), DAY)
                        .clicks())
                .isEqualTo(new Clicks(2, 0, 0));
    }

    @Test
    void rollups_wholeMonths_haveTheValuesOfTheirDaysOnce() {
        Instant first = Instant.parse("2026-09-28T00:00:00Z");
        Instant end = Instant.parse("2026-11-04T00:00:00Z");
        for (int day = 0; day < 37; day++) {
            applyMany(first.plus(Duration.ofDays(day)), day);
        }
        Rollup whole = sum(rollups(first, end), first);
        Instant october = Instant.parse("2026-10-01T00:00:00Z");
        Rollup month = sum(rollups(october, october.plus(Duration.ofDays(31))), first);
        Instant inside = Instant.parse("2026-10-02T07:00:00Z");
        foldAll(end);

        List<Span> spans = rollups(first, end);
        assertThat(spans.stream().filter(Span::isValuesOnly))
                .singleElement()
                .matches(span -> span.from().equals(october) && span.hours() == 31 * 24);
        assertThat(spans).hasSize(38);
        assertSame(sum(spans, first), whole);
        assertSame(sum(rollups(october, october.plus(Duration.ofDays(31))), first), month);
        assertThat(rollups(october.plusSeconds(1), end)).noneMatch(Span::isValuesOnly);
        assertThat(rollups(october, october.plus(Duration.ofDays(30)))).noneMatch(Span::isValuesOnly);
        assertThat(stats.rollups(List.of(new Scope.OfLink(link)), first, end, Set.of(Part.VISITORS)))
                .noneMatch(Span::isValuesOnly);
        assertSame(sum(stats.rollups(List.of(new Scope.OfLink(link)), first, end, BY_HOURS), first), whole);

        apply(click(inside));
        Rollup withLate = sum(rollups(first, end), first);
        foldAll(end);
        assertSame(sum(rollups(first, end), first), withLate);
        assertThat(withLate.values(Dimension.BROWSER)).isEqualTo(Map.of("Firefox", new Clicks(1, 0, 0)));
    }

    @Test
    void rollups_damagedRow_isLeftOutAndTheOthersAreThere() {
        apply(click(DAY), click(DAY.plus(Duration.ofHours(1))), click(DAY.plus(Duration.ofDays(1))));
        foldAll(DAY.plus(Duration.ofDays(1)));
        apply(click(DAY.plus(Duration.ofDays(2))), click(DAY.plus(Duration.ofDays(3))));
        damage("rollup_hour", "packed", "hour = " + hourOf(DAY.plus(Duration.ofDays(2))));
        damage("rollup_day", "value_counts", "day = " + hourOf(DAY) / 24);

        assertThat(rollups(LONG_AGO, FAR_AHEAD))
                .extracting(Span::from)
                .containsExactly(DAY.plus(Duration.ofDays(1)), DAY.plus(Duration.ofDays(3)));
    }

    @Test
    void foldHoursBefore_damagedRows_areMovedAsideAndTheRestIsFolded() {
        Instant next = DAY.plus(Duration.ofDays(1));
        apply(click(DAY), click(DAY.plus(Duration.ofHours(1))), click(next));
        damage("rollup_hour", "packed", "hour = " + hourOf(DAY) + " and scope > 0");

        foldAll(next.plus(Duration.ofDays(1)));

        assertThat(database.number("select count(*) from rollup_hour")).isZero();
        assertThat(database.number("select count(*) from rollup_damaged")).isOne();
        assertThat(rollups(LONG_AGO, FAR_AHEAD))
                .extracting(span -> span.rollup().clicks().total())
                .containsExactly(1L, 1L);

        damage("rollup_day", "visitors", "day = " + hourOf(DAY) / 24 + " and scope > 0");
        damage("rollup_day_hours", "packed", "day = " + hourOf(next) / 24 + " and scope > 0");
        apply(click(DAY), click(next));
        foldAll(next.plus(Duration.ofDays(1)));

        assertThat(database.number("select count(*) from rollup_damaged")).isEqualTo(5);
        assertThat(rollups(LONG_AGO, FAR_AHEAD))
                .extracting(span -> span.rollup().clicks().total())
                .containsExactly(1L, 2L);
    }

    @Test
    void foldHoursBefore_damagedMonth_isReadByItsDays() {
        Instant october = Instant.parse("2026-10-01T00:00:00Z");
        Instant end = Instant.parse("2026-11-01T00:00:00Z");
        applyMany(october, 1);
        applyMany(october.plus(Duration.ofDays(1)), 2);
        Rollup before = sum(rollups(october, end), october);
        foldAll(end);
        damage("rollup_month", "packed", "scope > 0");
        apply(click(october.plus(Duration.ofHours(3))));
        foldAll(end);

        Rollup after = sum(rollups(october, end), october);
        assertThat(after.values(Dimension.CITY)).isEqualTo(before.values(Dimension.CITY));
        assertThat(after.clicks().total()).isEqualTo(before.clicks().total() + 1);
        assertThat(database.number("select count(*) from rollup_month where scope > 0"))
                .isZero();
    }

    @Test
    void apply_dimensionOfALaterVersion_staysThroughMergeAndFold() {
        Rollup later = Rollup.unpack(new byte[] {1, 0, 1, 0, 0}, new byte[] {77, 7, 1, 1, 'x', 1, 0, 0, 0}, null);
        Hour hour = new Hour(new Scope.OfLink(link), hourOf(DAY));
        for (int i = 0; i < 2; i++) {
            assertThat(stats.apply(List.of(batch()), new Counted(Map.of(hour, later), List.of(), List.of())))
                    .isTrue();
        }
        apply(click(DAY));
        byte[] expected = sum(rollups(LONG_AGO, FAR_AHEAD), DAY).packValues();

        foldAll(FAR_AHEAD);

        assertThat(sum(rollups(LONG_AGO, FAR_AHEAD), DAY).packValues())
                .isEqualTo(expected)
                .containsSequence(77, 7, 1, 1, 'x', 2);
    }

    @Test
    void foldHoursBefore_whileOthersReadAndApply_losesAndDoublesNothing() throws Exception {
        List<CountedClick> clicks = new ArrayList<>();
        for (int i = 0; i < 24 * 20; i++) {
            clicks.add(click(DAY.plus(Duration.ofMinutes(72L * i))));
        }
        apply(clicks.toArray(CountedClick[]::new));
        AtomicBoolean over = new AtomicBoolean();
        long start = clicks.size();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> reader = executor.submit(() -> {
                long seen = start;
                while (!over.get()) {
                    long sum = sum(rollups(LONG_AGO, FAR_AHEAD), DAY).clicks().total();
                    assertThat(sum).isBetween(seen, start + 20);
                    seen = sum;
                }
                return true;
            });
            Future<Boolean> writer = executor.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    apply(click(DAY.plus(Duration.ofDays(i % 7)).plusMillis(i)));
                }
                return true;
            });
            while (stats.foldHoursBefore(FAR_AHEAD) > 0 || !writer.isDone()) {
                Thread.onSpinWait();
            }
            over.set(true);
            assertThat(reader.get() && writer.get()).isTrue();
        }
        assertThat(sum(rollups(LONG_AGO, FAR_AHEAD), DAY).clicks().total()).isEqualTo(start + 20);
    }
}
