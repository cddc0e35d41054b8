package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.StatsResult.Group;
import dev.terse.create.StatsResult.Point;
import dev.terse.create.StatsResult.Value;
import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Rollup.Clicks;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatsSumTest {
    private static final Instant DAY = Instant.parse("2026-11-21T00:00:00Z");
    private static final Map<Dimension, String> GERMAN = Map.of(Dimension.COUNTRY, "DE");
    private static final Map<Dimension, String> FRENCH = Map.of(Dimension.COUNTRY, "FR");

    @Test
    void result_nothing_isZeroForEachInterval() {
        StatsResult result =
                new StatsSum(question(hours(0), hours(3), "UTC", Interval.HOUR, Audience.INCLUDE)).result();
        assertThat(result.totals()).isEqualTo(Clicks.NONE);
        assertThat(result.dailyVisitors()).isZero();
        assertThat(result.exact()).isTrue();
        assertThat(result.series())
                .containsExactly(
                        new Point(hours(0), Clicks.NONE, 0L),
                        new Point(hours(1), Clicks.NONE, 0L),
                        new Point(hours(2), Clicks.NONE, 0L));
        assertThat(result.groups())
                .isEqualTo(Map.of(Dimension.COUNTRY, new Group(List.of(), Clicks.NONE, Clicks.NONE)));
    }

    @Test
    void result_visitorOfSeveralHoursOfADay_isOneVisitor() {
        StatsSum sum = new StatsSum(question(hours(0), hours(24), "UTC", Interval.HOUR, Audience.INCLUDE));
        sum.add(hour(3, human(0, 7), human(1, 8)));
        sum.add(hour(4, human(0, 7), human(3, 7)));
        sum.endDays();
        StatsResult result = sum.result();
        assertThat(result.dailyVisitors()).isEqualTo(2);
        assertThat(result.series().get(3)).isEqualTo(new Point(hours(3), new Clicks(2, 0, 0), 2L));
        assertThat(result.series().get(4)).isEqualTo(new Point(hours(4), new Clicks(2, 0, 0), 1L));
    }

    @Test
    void result_visitorOfTwoLinks_isOneVisitor() {
        StatsSum sum = new StatsSum(question(hours(0), hours(24), "UTC", Interval.DAY, Audience.INCLUDE));
        sum.add(hour(3, human(0, 7)));
        sum.add(new Span(new Scope.OfLink(2), hours(9), 1, rollup(human(0, 7), human(0, 9))));
        sum.endDays();
        assertThat(sum.result().dailyVisitors()).isEqualTo(2);
        assertThat(sum.result().series()).containsExactly(new Point(DAY, new Clicks(3, 0, 0), 2L));
    }

    @Test
    void result_valuesOfAMonth_belongToTheClicksOfItsDays() {
        Instant month = Instant.parse("2026-11-01T00:00:00Z");
        Rollup values = rollup(human(0, 7), human(0, 8));
        StatsSum sum = new StatsSum(question(month, month.plus(Duration.ofDays(30)), "UTC", null, Audience.INCLUDE));
        sum.add(day(0, human(0, 7)));
        sum.add(new Span(new Scope.OfLink(1), month, 30 * 24, Rollup.unpack(null, values.packValues(), null)));
        sum.add(day(1, human(0, 7)));
        sum.endDays();
        StatsResult result = sum.result();
        assertThat(result.totals()).isEqualTo(new Clicks(2, 0, 0));
        assertThat(result.dailyVisitors()).isEqualTo(2);
        assertThat(result.exact()).isTrue();
    }

    @Test
    void result_visitorOfTwoDays_isTwoVisitors() {
        StatsSum sum = new StatsSum(question(hours(0), hours(48), "UTC", Interval.WEEK, Audience.INCLUDE));
        sum.add(day(0, human(95, 7)));
        sum.add(day(1, human(0, 7)));
        sum.endDays();
        assertThat(sum.result().dailyVisitors()).isEqualTo(2);
        assertThat(sum.result().series())
                .containsExactly(new Point(Instant.parse("2026-11-16T00:00:00Z"), new Clicks(2, 0, 0), 2L));
    }

    @Test
    void result_foldedDayInAnotherZone_isCutByQuarters() {
        StatsSum sum = new StatsSum(question(
                hours(-24).minus(Duration.ofMinutes(345)),
                hours(24).minus(Duration.ofMinutes(345)),
                "Asia/Kathmandu",
                Interval.DAY,
                Audience.INCLUDE));
        // 18:00 to 18:15 is the last quarter of the day there, 18:15 begins the next, which is not asked for
        sum.add(day(0, human(72, 1), human(72, 2), human(73, 3)));
        sum.endDays();
        StatsResult result = sum.result();
        assertThat(result.totals()).isEqualTo(new Clicks(2, 0, 0));
        assertThat(result.series()).extracting(Point::clicks).containsExactly(Clicks.NONE, new Clicks(2, 0, 0));
        assertThat(result.exact()).as("the visitors are of the whole day").isFalse();
        assertThat(result.dailyVisitors()).isEqualTo(3);
        assertThat(group(result, Dimension.COUNTRY)).isEqualTo(new Group(List.of(), Clicks.NONE, new Clicks(3, 0, 0)));
    }

    @Test
    void result_spanInsideAFoldedDay_countsTheWholeDayInGroupsAndSaysSo() {
        StatsSum sum = new StatsSum(question(hours(10), hours(11), "UTC", null, Audience.INCLUDE));
        sum.add(day(0, click(Kind.HUMAN, 40, 1, GERMAN), click(Kind.HUMAN, 60, 2, FRENCH)));
        sum.endDays();
        StatsResult result = sum.result();
        assertThat(result.totals()).isEqualTo(new Clicks(1, 0, 0));
        assertThat(result.exact()).isFalse();
        assertThat(group(result, Dimension.COUNTRY).values())
                .containsExactly(new Value("DE", new Clicks(1, 0, 0)), new Value("FR", new Clicks(1, 0, 0)));
    }

    @Test
    void result_rollupWithoutAClickInTheSpan_countsNowhere() {
        StatsSum sum = new StatsSum(question(hours(10), hours(11), "UTC", Interval.HOUR, Audience.INCLUDE));
        sum.add(day(0, click(Kind.HUMAN, 60, 2, FRENCH)));
        sum.endDays();
        StatsResult result = sum.result();
        assertThat(result.exact()).isTrue();
        assertThat(result.dailyVisitors()).isZero();
        assertThat(group(result, Dimension.COUNTRY)).isEqualTo(new Group(List.of(), Clicks.NONE, Clicks.NONE));
    }

    @Test
    void result_foldedDayByTheHour_knowsNoVisitorsOfItsHours() {
        StatsSum sum = new StatsSum(question(hours(0), hours(48), "UTC", Interval.HOUR, Audience.INCLUDE));
        sum.add(day(0, human(5, 1)));
        sum.add(hour(30, human(0, 1)));
        sum.endDays();
        StatsResult result = sum.result();
        assertThat(result.series().subList(0, 24))
                .allSatisfy(point -> assertThat(point.visitors()).isNull());
        assertThat(result.series().subList(24, 48))
                .allSatisfy(point -> assertThat(point.visitors()).isNotNull());
        assertThat(result.dailyVisitors()).isEqualTo(2);
    }

    @Test
    void result_hourThatABorderCuts_hasItsVisitorsWhereItBegins() {
        StatsSum sum = new StatsSum(question(hours(0), hours(24), "Asia/Kolkata", Interval.DAY, Audience.INCLUDE));
        sum.add(hour(18, human(1, 1), human(3, 2)));
        sum.endDays();
        assertThat(sum.result().series()).extracting(Point::visitors).containsExactly(2L, 0L);
        assertThat(sum.result().series())
                .extracting(Point::clicks)
                .containsExactly(new Clicks(1, 0, 0), new Clicks(1, 0, 0));
    }

    @Test
    void result_moreValuesThanTheLimit_addsTheLeastFrequentUp() {
        StatsSum sum = new StatsSum(new StatsQuestion(
                hours(0),
                hours(24),
                ZoneId.of("UTC"),
                null,
                List.of(),
                List.of(Dimension.COUNTRY, Dimension.BROWSER),
                2,
                Audience.INCLUDE,
                Map.of()));
        Rollup rollup = new Rollup();
        for (int i = 0; i < 150; i++) {
            for (int times = 0; times <= i; times++) {
                rollup.add(Kind.HUMAN, 0, 0, Map.of(Dimension.COUNTRY, "c" + (1000 + i)));
            }
        }
        rollup.add(Kind.BOT, 0, 0, Map.of());
        rollup.add(Kind.PRELOAD, 0, 0, Map.of());
        Rollup packed = Rollup.unpack(rollup.packQuarters(), rollup.packValues(), null);
        sum.add(new Span(new Scope.OfLink(1), hours(1), 1, packed));
        sum.endDays();
        Group group = group(sum.result(), Dimension.COUNTRY);
        assertThat(group.values())
                .containsExactly(new Value("c1149", new Clicks(150, 0, 0)), new Value("c1148", new Clicks(149, 0, 0)));
        assertThat(group.other()).isEqualTo(new Clicks(150 * 151 / 2 - 299, 0, 0));
        assertThat(group.none()).isEqualTo(new Clicks(0, 1, 0));
        assertThat(group(sum.result(), Dimension.BROWSER))
                .isEqualTo(new Group(List.of(), Clicks.NONE, new Clicks(150 * 151 / 2, 1, 0)));
    }

    @Test
    void result_ofPeopleOrBotsOnly_leavesTheOthersOut() {
        Rollup rollup = rollup(
                click(Kind.HUMAN, 0, 1, GERMAN), click(Kind.BOT, 0, 0, FRENCH), click(Kind.PRELOAD, 0, 0, Map.of()));
        StatsSum people = new StatsSum(question(hours(0), hours(1), "UTC", Interval.HOUR, Audience.EXCLUDE));
        people.add(new Span(new Scope.OfLink(1), DAY, 1, rollup));
        people.endDays();
        assertThat(people.result().totals()).isEqualTo(new Clicks(1, 0, 0));
        assertThat(people.result().dailyVisitors()).isEqualTo(1);
        assertThat(group(people.result(), Dimension.COUNTRY).values())
                .containsExactly(new Value("DE", new Clicks(1, 0, 0)));
        StatsSum bots = new StatsSum(question(hours(0), hours(1), "UTC", Interval.HOUR, Audience.ONLY));
        bots.add(new Span(new Scope.OfLink(1), DAY, 1, rollup));
        bots.endDays();
        assertThat(bots.result().totals()).isEqualTo(new Clicks(0, 1, 0));
        assertThat(bots.result().dailyVisitors()).isZero();
        assertThat(group(bots.result(), Dimension.COUNTRY))
                .isEqualTo(new Group(List.of(new Value("FR", new Clicks(0, 1, 0))), Clicks.NONE, Clicks.NONE));
    }

    @Test
    void result_singleClicks_areCountedWhereTheyWereMade() {
        StatsSum sum = new StatsSum(new StatsQuestion(
                hours(0),
                hours(2),
                ZoneId.of("UTC"),
                Interval.HOUR,
                List.of(hours(0), hours(1)),
                List.of(Dimension.BROWSER),
                10,
                Audience.INCLUDE,
                GERMAN));
        sum.add(single(hours(1), Kind.HUMAN, Map.of(Dimension.BROWSER, "Firefox")));
        sum.add(single(hours(1).minusMillis(1), Kind.BOT, Map.of()));
        sum.add(single(hours(1), Kind.PRELOAD, Map.of(Dimension.BROWSER, "Chrome")));
        sum.add(single(hours(2), Kind.HUMAN, Map.of()));
        sum.add(single(hours(0).minusMillis(1), Kind.HUMAN, Map.of()));
        StatsResult result = sum.result();
        assertThat(result.totals()).isEqualTo(new Clicks(1, 1, 1));
        assertThat(result.dailyVisitors()).isNull();
        assertThat(result.series())
                .containsExactly(
                        new Point(hours(0), new Clicks(0, 1, 0), null), new Point(hours(1), new Clicks(1, 0, 1), null));
        assertThat(group(result, Dimension.BROWSER))
                .isEqualTo(new Group(
                        List.of(new Value("Firefox", new Clicks(1, 0, 0))), Clicks.NONE, new Clicks(0, 1, 0)));
    }

    @Test
    void result_moreValuesThanAreToldApart_hasTheRestInOther() {
        StatsSum clicks = new StatsSum(question(hours(0), hours(1), "UTC", null, Audience.INCLUDE));
        StatsSum rollups = new StatsSum(question(hours(0), hours(1), "UTC", null, Audience.INCLUDE));
        for (int i = 0; i < StatsSum.MAX_VALUES + 1; i++) {
            String value = "v" + i;
            clicks.add(single(DAY, Kind.HUMAN, Map.of(Dimension.COUNTRY, value)));
            rollups.add(hour(0, click(Kind.HUMAN, 0, 0, Map.of(Dimension.COUNTRY, value))));
            if (i == StatsSum.MAX_VALUES - 1) {
                assertThat(clicks.result().exact()).isTrue();
                assertThat(rollups.result().exact()).isTrue();
            }
        }
        for (StatsSum sum : List.of(clicks, rollups)) {
            sum.add(single(DAY, Kind.HUMAN, Map.of(Dimension.COUNTRY, "v1")));
            sum.add(single(DAY, Kind.HUMAN, Map.of()));
            assertThat(sum.result().exact()).isFalse();
            Group group = group(sum.result(), Dimension.COUNTRY);
            assertThat(group.values().getFirst()).isEqualTo(new Value("v1", new Clicks(2, 0, 0)));
            assertThat(group.other()).isEqualTo(new Clicks(StatsSum.MAX_VALUES - 10 + 1, 0, 0));
            assertThat(group.none()).isEqualTo(new Clicks(1, 0, 0));
        }
    }

    private static Group group(StatsResult result, Dimension dimension) {
        return Objects.requireNonNull(result.groups().get(dimension));
    }

    private static CountedClick single(Instant at, Kind kind, Map<Dimension, String> values) {
        return new CountedClick(at.toEpochMilli(), 1, kind, values);
    }

    private static Instant hours(int hours) {
        return DAY.plus(Duration.ofHours(hours));
    }

    private static StatsQuestion question(
            Instant from, Instant to, String zone, @Nullable Interval interval, Audience audience) {
        ZoneId id = ZoneId.of(zone);
        return new StatsQuestion(
                from,
                to,
                id,
                interval,
                interval == null ? List.of() : interval.starts(from, to, id, 1_000),
                List.of(Dimension.COUNTRY),
                10,
                audience,
                Map.of());
    }

    private record Made(Kind kind, int quarter, long visitor, Map<Dimension, String> values) {}

    private static Made human(int quarter, long visitor) {
        return new Made(Kind.HUMAN, quarter, visitor, Map.of());
    }

    private static Made click(Kind kind, int quarter, long visitor, Map<Dimension, String> values) {
        return new Made(kind, quarter, visitor, values);
    }

    private static Rollup rollup(Made... clicks) {
        Rollup rollup = new Rollup();
        for (Made click : clicks) {
            rollup.add(click.kind(), click.quarter(), click.visitor(), click.values());
        }
        return rollup;
    }

    private static Span hour(int hour, Made... clicks) {
        return new Span(new Scope.OfLink(1), hours(hour), 1, rollup(clicks));
    }

    private static Span day(int day, Made... clicks) {
        return new Span(new Scope.OfLink(1), hours(24 * day), 24, rollup(clicks));
    }
}
