package dev.terse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MadeClicksTest {
    private static final Instant FROM = Instant.parse("2026-10-22T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(30);
    private static final int COUNT = 20_000;

    @Test
    void next_allBatches_holdTheClicksInOrderAsTold() {
        MadeClicks clicks = clicks();
        Map<Long, Long> read = new HashMap<>();
        long position = 0;
        long before = 0;
        while (clicks.hasNext()) {
            ClickBatch batch = clicks.next(64 << 10);
            assertThat(batch.from()).isEqualTo(position);
            assertThat(batch.records()).hasSizeBetween(1, 64 << 10);
            position = batch.to();
            ClickReader reader = new ClickReader(batch.records(), 0, batch.records().length);
            while (reader.next()) {
                assertThat(reader.isIntact()).isTrue();
                assertThat(reader.atMillis())
                        .isBetween(
                                Math.max(before, FROM.toEpochMilli()),
                                FROM.plus(SPAN).toEpochMilli());
                before = reader.atMillis();
                read.merge(reader.link(), 1L, Long::sum);
            }
            assertThat(reader.end()).isEqualTo(batch.records().length);
        }
        assertThat(read.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(COUNT);
        for (int rank = 0; rank < 100; rank++) {
            assertThat(read.getOrDefault(1_000L + rank, 0L)).isEqualTo(clicks.total(rank));
        }
        // 1/1 of the sum of the first hundred reciprocals, which is 5.187.
        assertThat(clicks.total(0)).isBetween(3_600L, 4_100L);
    }

    @Test
    void next_sameRandomNumbers_areTheSameClicks() {
        assertThat(clicks().next(1 << 20).records())
                .isEqualTo(clicks().next(1 << 20).records());
    }

    @Test
    void userAgents_ofLists_areTheItemsWithoutQuotes() {
        assertThat(UserAgents.items(List.of("A:", "  - one/1 (x; y)", "  - \"two: 2\"", "B:", "  - three")))
                .containsExactly("one/1 (x; y)", "two: 2", "three");
    }

    private static MadeClicks clicks() {
        long[] links = new long[100];
        for (int i = 0; i < links.length; i++) {
            links[i] = 1_000L + i;
        }
        List<byte[]> userAgents =
                List.of("a/1".getBytes(StandardCharsets.US_ASCII), "b/2".getBytes(StandardCharsets.US_ASCII));
        return new MadeClicks(new UUID(1, 2), links, userAgents, FROM, SPAN, COUNT, new Random(7));
    }
}
