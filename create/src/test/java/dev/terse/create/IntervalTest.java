package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {
    @ParameterizedTest(name = "{0} in {1} from {2} to {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # whole ones, and those that the span cuts
            HOUR  | UTC             | 2026-11-22T10:00 | 2026-11-22T12:00 | 2026-11-22T10:00 2026-11-22T11:00
            HOUR  | UTC             | 2026-11-22T10:59 | 2026-11-22T11:01 | 2026-11-22T10:00 2026-11-22T11:00
            DAY   | UTC             | 2026-11-22T23:59 | 2026-11-23T00:01 | 2026-11-22T00:00 2026-11-23T00:00
            # zones that are off by quarters of an hour
            HOUR  | Asia/Kathmandu  | 2026-11-22T10:00 | 2026-11-22T11:15 | 2026-11-22T09:15 2026-11-22T10:15
            DAY   | Asia/Kathmandu  | 2026-11-21T18:15 | 2026-11-22T18:15 | 2026-11-21T18:15
            DAY   | Asia/Kolkata    | 2026-11-21T18:30 | 2026-11-22T18:31 | 2026-11-21T18:30 2026-11-22T18:30
            DAY   | Pacific/Chatham | 2026-11-21T10:15 | 2026-11-22T10:15 | 2026-11-21T10:15
            DAY   | Pacific/Kiritimati | 2026-11-21T10:00 | 2026-11-22T10:00 | 2026-11-21T10:00
            # days of 23 and 25 hours
            DAY   | Europe/Berlin   | 2026-03-28T23:00 | 2026-03-30T22:00 | 2026-03-28T23:00 2026-03-29T22:00
            DAY   | Europe/Berlin   | 2026-10-24T22:00 | 2026-10-26T23:00 | 2026-10-24T22:00 2026-10-25T23:00
            DAY   | America/New_York | 2026-11-01T04:00 | 2026-11-02T05:00 | 2026-11-01T04:00
            # a midnight that is skipped, and one that comes twice
            DAY   | America/Sao_Paulo | 2018-11-03T03:00 | 2018-11-05T02:00 | 2018-11-03T03:00 2018-11-04T03:00
            DAY   | America/Sao_Paulo | 2018-02-17T02:00 | 2018-02-19T03:00 | 2018-02-17T02:00 2018-02-18T03:00
            DAY   | America/Havana  | 2026-10-31T04:00 | 2026-11-02T05:00 | 2026-10-31T04:00 2026-11-01T04:00
            # a day that never was
            DAY   | Pacific/Apia    | 2011-12-29T10:00 | 2011-12-31T10:00 | 2011-12-29T10:00 2011-12-30T10:00
            # an hour that comes twice, one that is skipped, and changes by half an hour
            HOUR  | Europe/Berlin   | 2026-10-25T00:00 | 2026-10-25T02:00 | 2026-10-25T00:00 2026-10-25T01:00
            HOUR  | Europe/Berlin   | 2026-03-29T00:00 | 2026-03-29T02:00 | 2026-03-29T00:00 2026-03-29T01:00
            HOUR  | Australia/Lord_Howe | 2026-10-03T14:00 | 2026-10-03T16:30 | 2026-10-03T13:30 2026-10-03T14:30 2026-10-03T15:30 2026-10-03T16:00
            HOUR  | Australia/Lord_Howe | 2026-04-04T14:00 | 2026-04-04T16:30 | 2026-04-04T14:00 2026-04-04T15:00 2026-04-04T15:30
            HOUR  | Australia/Lord_Howe | 2026-04-04T15:15 | 2026-04-04T16:30 | 2026-04-04T15:00 2026-04-04T15:30
            # weeks begin on Monday, months on the first, across years and leap days
            WEEK  | UTC             | 2026-11-22T23:59 | 2026-11-23T00:01 | 2026-11-16T00:00 2026-11-23T00:00
            WEEK  | UTC             | 2027-01-01T00:00 | 2027-01-05T00:00 | 2026-12-28T00:00 2027-01-04T00:00
            WEEK  | Europe/Berlin   | 2026-10-24T00:00 | 2026-10-27T00:00 | 2026-10-18T22:00 2026-10-25T23:00
            MONTH | UTC             | 2028-02-29T12:00 | 2028-03-01T00:01 | 2028-02-01T00:00 2028-03-01T00:00
            MONTH | UTC             | 2026-12-31T23:59 | 2027-01-01T00:00 | 2026-12-01T00:00
            MONTH | Europe/Berlin   | 2026-03-15T00:00 | 2026-04-15T00:00 | 2026-02-28T23:00 2026-03-31T22:00
            """)
    void starts_ofASpan_areThoseOfTheCalendar(Interval interval, String zone, String from, String to, String expected) {
        List<Instant> starts = interval.starts(instant(from), instant(to), ZoneId.of(zone), 100);
        assertThat(starts)
                .isEqualTo(Arrays.stream(expected.split(" ", -1))
                        .map(IntervalTest::instant)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/St_Johns",
                "Australia/Lord_Howe",
                "Asia/Kathmandu",
                "Africa/Casablanca",
                "Antarctica/Troll",
                "America/Sao_Paulo",
                "Pacific/Apia"
            })
    void starts_ofTenYears_followOneAnotherWithoutAGap(String zone) {
        Instant from = Instant.parse("2011-06-15T12:34:00Z");
        Instant to = from.plus(Duration.ofDays(3_650));
        for (Interval interval : Interval.values()) {
            List<Instant> starts = interval.starts(from, to, ZoneId.of(zone), 100_000);
            assertThat(starts.getFirst()).isBeforeOrEqualTo(from);
            assertThat(starts.getLast()).isBefore(to);
            for (int i = 1; i < starts.size(); i++) {
                Duration length = Duration.between(starts.get(i - 1), starts.get(i));
                assertThat(length)
                        .as("%s %s", interval, starts.get(i))
                        .isPositive()
                        .isLessThanOrEqualTo(longest(interval));
                assertThat(StatsQuestion.beginOf(StatsQuestion.quarterOf(starts.get(i))))
                        .isEqualTo(starts.get(i));
            }
        }
    }

    private static Duration longest(Interval interval) {
        return switch (interval) {
            case HOUR -> Duration.ofHours(1);
            case DAY -> Duration.ofHours(26);
            case WEEK -> Duration.ofHours(7 * 24 + 2);
            case MONTH -> Duration.ofHours(31 * 24 + 2);
        };
    }

    @Test
    void starts_moreThanAllowed_stopsAtOneMore() {
        Instant from = Instant.EPOCH;
        assertThat(Interval.HOUR.starts(from, Instant.parse("9999-01-01T00:00:00Z"), ZoneId.of("UTC"), 10))
                .hasSize(11);
    }

    private static Instant instant(String text) {
        return Instant.parse(text + ":00Z");
    }
}
