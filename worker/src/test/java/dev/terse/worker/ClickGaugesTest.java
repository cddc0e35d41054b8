package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox;
import dev.terse.store.StorageUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClickGaugesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private ClickInbox.@Nullable Depth depth;
    private final ClickGauges gauges = new ClickGauges(new Inbox(), () -> now, meters);

    @Test
    void run_clicksWait_showsHowManyAndForHowLong() {
        depth = new ClickInbox.Depth(3, 4_000, now.minusMillis(1_500), 77);
        gauges.run();

        assertThat(value("terse.clicks.waiting.batches")).isEqualTo(3);
        assertThat(value("terse.clicks.waiting.size")).isEqualTo(4_000);
        assertThat(value("terse.clicks.waiting.age")).isEqualTo(1.5);
        assertThat(value("terse.clicks.gap")).isEqualTo(77);

        now = now.plusSeconds(10);
        assertThat(value("terse.clicks.waiting.age")).isEqualTo(11.5);
    }

    @Test
    void run_nothingWaitsOrTheClockJumpedBack_hasNoAge() {
        depth = new ClickInbox.Depth(0, 0, null, 0);
        gauges.run();
        assertThat(value("terse.clicks.waiting.age")).isZero();

        depth = new ClickInbox.Depth(1, 1, now.plusSeconds(60), 0);
        gauges.run();
        assertThat(value("terse.clicks.waiting.age")).isZero();
    }

    @Test
    void run_storeCantAnswer_isNotKnown() {
        assertThat(value("terse.clicks.waiting.batches")).isNaN();
        depth = new ClickInbox.Depth(3, 4_000, now, 77);
        gauges.run();
        depth = null;
        gauges.run();

        assertThat(value("terse.clicks.waiting.batches")).isNaN();
    }

    private double value(String name) {
        return meters.get(name).gauge().value();
    }

    private final class Inbox implements ClickInbox {
        @Override
        public Depth depth() {
            if (depth == null) {
                throw new StorageUnavailable("down");
            }
            return depth;
        }

        @Override
        public long position(UUID journal) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long append(ClickBatch batch, Instant at) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Waiting> waiting(int maxBytes) {
            throw new UnsupportedOperationException();
        }
    }
}
