package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DateTextTest {
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-06-03T04:05:06.999Z"));
    private final DateText date = new DateText(time::get);

    @Test
    void now_dayOfOneDigit_hasTwo() {
        assertThat(date.now()).hasToString("Wed, 03 Jun 2026 04:05:06 GMT");
    }

    @Test
    void now_sameSecond_isTheSameText() {
        CharSequence first = date.now();
        time.set(Instant.parse("2026-06-03T04:05:06Z"));
        assertThat(date.now()).isSameAs(first);
    }

    @Test
    void now_clockMovesOnOrBack_isFollowed() {
        time.set(Instant.parse("2026-06-03T04:05:07Z"));
        assertThat(date.now()).hasToString("Wed, 03 Jun 2026 04:05:07 GMT");
        time.set(Instant.parse("2025-12-31T23:59:59Z"));
        assertThat(date.now()).hasToString("Wed, 31 Dec 2025 23:59:59 GMT");
    }
}
