package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissLimiterTest {
    private static final InetAddress VISITOR = InetAddress.ofLiteral("192.0.2.7");

    private final AtomicLong nanos = new AtomicLong(-1_000);
    private final MissLimiter limiter = new MissLimiter(3, 2, nanos::get);

    @Test
    void missed_asOftenAsTheBurst_hasToWaitForTheNext() {
        miss(2);
        assertThat(limiter.secondsToWait(VISITOR)).isEmpty();
        miss(1);
        assertThat(limiter.secondsToWait(VISITOR)).hasValue(1);
        pass(Duration.ofMillis(499));
        assertThat(limiter.secondsToWait(VISITOR)).hasValue(1);
        pass(Duration.ofMillis(1));
        assertThat(limiter.secondsToWait(VISITOR)).isEmpty();
        miss(1);
        assertThat(limiter.secondsToWait(VISITOR)).hasValue(1);
    }

    @Test
    void missed_moreThanTheBurstAtOnce_waitsUntilTheDebtIsPaid() {
        miss(3 + 5);
        assertThat(limiter.secondsToWait(VISITOR)).hasValue(3);
        pass(Duration.ofSeconds(2));
        assertThat(limiter.secondsToWait(VISITOR)).hasValue(1);
        pass(Duration.ofSeconds(1));
        assertThat(limiter.secondsToWait(VISITOR)).isEmpty();
    }

    @Test
    void missed_afterALongPause_hasTheBurstAgainAndNoMore() {
        miss(3);
        pass(Duration.ofDays(1));
        miss(2);
        assertThat(limiter.secondsToWait(VISITOR)).isEmpty();
        miss(1);
        assertThat(limiter.secondsToWait(VISITOR)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.200, true",
        "192.0.2.7, 192.0.3.7, false",
        "2001:db8:0:1::7, 2001:db8:0:1:ffff::9, true",
        "2001:db8:0:1::7, 2001:db8:0:2::7, false"
    })
    void secondsToWait_otherAddress_isLimitedWithItsNetwork(String visitor, String other, boolean limited) {
        for (int i = 0; i < 3; i++) {
            limiter.missed(InetAddress.ofLiteral(visitor));
        }
        assertThat(limiter.secondsToWait(InetAddress.ofLiteral(other)).isPresent())
                .isEqualTo(limited);
    }

    @Test
    void missed_burstOfZero_isNoLimit() {
        MissLimiter off = new MissLimiter(0, 1, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            off.missed(VISITOR);
        }
        assertThat(off.secondsToWait(VISITOR)).isEmpty();
    }

    @Test
    void new_settingsThatMakeNoSense_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MissLimiter(-1, 1, nanos::get));
        assertThatIllegalArgumentException().isThrownBy(() -> new MissLimiter(1, 0, nanos::get));
    }

    private void miss(int times) {
        for (int i = 0; i < times; i++) {
            limiter.missed(VISITOR);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
