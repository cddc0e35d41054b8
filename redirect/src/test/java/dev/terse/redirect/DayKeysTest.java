package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.VisitorHash;
import dev.terse.click.VisitorKeys;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DayKeysTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
    private static final LocalDate YESTERDAY = TODAY.minusDays(1);
    private static final LocalDate TOMORROW = TODAY.plusDays(1);
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Store store = new Store();
    private final DayKeys keys = new DayKeys(store, now::get);

    @Test
    void at_beforeAnythingIsFetched_isUnknown() {
        assertThat(keys.at(NOON.toEpochMilli())).isNull();
        assertThat(keys.at(0)).isNull();
        assertThat(keys.at(1)).isNull();
    }

    @Test
    void at_noon_hasTodayAlone() {
        keys.refresh();
        assertThat(day(NOON)).isEqualTo(TODAY);
        assertThat(day(Instant.parse("2026-11-22T00:00:00Z"))).isEqualTo(TODAY);
        assertThat(day(MIDNIGHT.minusMillis(1))).isEqualTo(TODAY);
        assertThat(day(MIDNIGHT)).isNull();
        assertThat(day(Instant.parse("2026-11-21T23:59:59.999Z"))).isNull();
        assertThat(store.asked).containsExactly(TODAY);
    }

    @Test
    void refresh_everySecondOfADay_asksForEachKeyOnceAndNeverLacksOne() {
        for (Instant at = NOON; at.isBefore(NOON.plus(Duration.ofDays(2))); at = at.plusSeconds(1)) {
            now.set(at);
            keys.refresh();
            assertThat(keys.at(at.toEpochMilli())).isNotNull();
        }
        assertThat(store.asked).containsExactly(TODAY, TOMORROW, TOMORROW.plusDays(1));
    }

    @Test
    void refresh_lastHourOfTheDay_fetchesTomorrow() {
        keys.refresh();
        now.set(MIDNIGHT.minusSeconds(3_601));
        keys.refresh();
        assertThat(day(MIDNIGHT)).isNull();
        now.set(MIDNIGHT.minusSeconds(3_600));
        keys.refresh();
        assertThat(day(MIDNIGHT)).isEqualTo(TOMORROW);
        assertThat(day(MIDNIGHT.minusMillis(1))).isEqualTo(TODAY);
    }

    @Test
    void refresh_storeDownOverMidnight_goesOnWithWhatWasFetched() {
        now.set(MIDNIGHT.minusSeconds(1_800));
        keys.refresh();
        store.failure = new StorageUnavailable("down");
        now.set(MIDNIGHT.plusSeconds(20_000));
        keys.refresh();
        assertThat(day(now.get())).isEqualTo(TOMORROW);
    }

    @Test
    void refresh_anHourAfterMidnight_forgetsYesterday() {
        now.set(MIDNIGHT.minusSeconds(1));
        keys.refresh();
        now.set(MIDNIGHT.plusSeconds(3_599));
        keys.refresh();
        assertThat(day(MIDNIGHT.minusMillis(1))).isEqualTo(TODAY);
        now.set(MIDNIGHT.plusSeconds(3_600));
        keys.refresh();
        assertThat(day(MIDNIGHT.minusMillis(1))).isNull();
        assertThat(day(MIDNIGHT)).isEqualTo(TOMORROW);
    }

    @Test
    void refresh_firstHourOfTheDay_doesNotAskForYesterday() {
        now.set(Instant.parse("2026-11-22T00:10:00Z"));
        keys.refresh();
        assertThat(store.asked).containsExactly(TODAY);
        assertThat(day(now.get())).isEqualTo(TODAY);
    }

    @Test
    void refresh_clockJumpsAnHourForthAndBackOverMidnight_losesNothing() {
        now.set(MIDNIGHT.minusSeconds(1_800));
        keys.refresh();
        now.set(MIDNIGHT.plusSeconds(1_800));
        keys.refresh();
        store.failure = new StorageUnavailable("down");
        now.set(MIDNIGHT.minusSeconds(1_800));
        keys.refresh();
        assertThat(day(now.get())).isEqualTo(TODAY);
        assertThat(store.asked).containsExactly(TODAY, TOMORROW);
    }

    @Test
    void refresh_clockJumpsFar_isHarmless() {
        keys.refresh();
        for (String far : List.of("1970-01-01T00:00:00Z", "2199-12-31T23:59:59Z", "1969-06-01T00:00:00Z")) {
            now.set(Instant.parse(far));
            keys.refresh();
            assertThat(day(NOON)).isNull();
        }
        now.set(NOON);
        keys.refresh();
        assertThat(day(NOON)).isEqualTo(TODAY);
    }

    @Test
    void refresh_storeDownOrBroken_triesAgain() {
        store.failure = new StorageUnavailable("down");
        keys.refresh();
        assertThat(day(NOON)).isNull();
        store.failure = new IllegalStateException("broken");
        keys.refresh();
        assertThat(day(NOON)).isNull();
        store.failure = null;
        keys.refresh();
        assertThat(day(NOON)).isEqualTo(TODAY);
    }

    @Test
    void at_extremes_isUnknown() {
        keys.refresh();
        assertThat(keys.at(Long.MIN_VALUE)).isNull();
        assertThat(keys.at(Long.MAX_VALUE)).isNull();
        assertThat(day(YESTERDAY.atStartOfDay().toInstant(java.time.ZoneOffset.UTC)))
                .isNull();
    }

    @Test
    void start_thenClose_holdsKeysInBetween() {
        DayKeys running = DayKeys.start(store, now::get);
        try (running) {
            Awaitility.await().until(() -> running.at(NOON.toEpochMilli()) != null);
        }
        assertThat(running.at(NOON.toEpochMilli())).isNull();
    }

    private @Nullable LocalDate day(Instant instant) {
        VisitorHash hash = keys.at(instant.toEpochMilli());
        return hash == null ? null : hash.day();
    }

    /** Keys that answer or fail as the test says. */
    private static final class Store implements VisitorKeys {
        private final List<LocalDate> asked = new ArrayList<>();
        private @Nullable RuntimeException failure;

        @Override
        public VisitorHash of(LocalDate day) {
            if (failure != null) {
                throw failure;
            }
            asked.add(day);
            return new VisitorHash(day, new byte[VisitorHash.KEY_LENGTH]);
        }

        @Override
        public int destroyBefore(LocalDate day) {
            throw new UnsupportedOperationException();
        }
    }
}
