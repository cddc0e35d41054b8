package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox;
import dev.terse.click.ClickInbox.Depth;
import dev.terse.click.ClickInbox.Waiting;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class ClickInboxContract extends StorageContract {
    private ClickInbox inbox;
    private final UUID journal = UUID.randomUUID();

    @BeforeEach
    void empty() {
        database.execute("delete from click_batch");
        database.execute("delete from click_journal");
        database.execute("update click_inbox set gap_bytes = 0");
        inbox = storage.clickInbox();
    }

    private ClickBatch batch(long from, int length) {
        return batch(journal, from, length);
    }

    private static ClickBatch batch(UUID journal, long from, int length) {
        byte[] records = new byte[length];
        Arrays.fill(records, (byte) (from + length));
        return new ClickBatch(journal, from, records);
    }

    private static void assertSame(Waiting waiting, ClickBatch batch) {
        assertThat(waiting.batch().journal()).isEqualTo(batch.journal());
        assertThat(waiting.batch().from()).isEqualTo(batch.from());
        assertThat(waiting.batch().records()).isEqualTo(batch.records());
    }

    @Test
    void position_journalThatNothingIsKnownOf_isZero() {
        assertThat(inbox.position(UUID.randomUUID())).isZero();
    }

    @Test
    void append_batchAfterBatch_keepsThemInOrder() {
        assertThat(inbox.append(batch(0, 80), NOW)).isEqualTo(80);
        assertThat(inbox.append(batch(80, 24), NOW.plusSeconds(1))).isEqualTo(104);

        assertThat(inbox.position(journal)).isEqualTo(104);
        List<Waiting> waiting = inbox.waiting(1_000);
        assertThat(waiting).hasSize(2);
        assertSame(waiting.get(0), batch(0, 80));
        assertSame(waiting.get(1), batch(80, 24));
        assertThat(waiting.get(0).number()).isLessThan(waiting.get(1).number());
        assertThat(inbox.depth()).isEqualTo(new Depth(2, 104, Instant.ofEpochMilli(NOW.toEpochMilli()), 0));
    }

    @Test
    void append_ofAllSizes_comesBackByteForByte() {
        ClickBatch large = batch(0, 256 << 10);
        for (int i = 0; i < large.records().length; i++) {
            large.records()[i] = (byte) ((i * 31) >> 3);
        }
        inbox.append(large, NOW);

        assertSame(inbox.waiting(1).getFirst(), large);
    }

    @Test
    void append_sameBatchAgain_isLeftAlone() {
        inbox.append(batch(0, 80), NOW);

        assertThat(inbox.append(batch(0, 80), NOW)).isEqualTo(80);

        assertThat(inbox.waiting(1_000)).hasSize(1);
        assertThat(inbox.depth().gapBytes()).isZero();
    }

    @Test
    void append_batchThatOverlaps_isLeftAloneAndTellsWhereToGoOn() {
        inbox.append(batch(0, 80), NOW);

        assertThat(inbox.append(batch(40, 80), NOW)).isEqualTo(80);

        assertThat(inbox.waiting(1_000)).hasSize(1);
        assertThat(inbox.position(journal)).isEqualTo(80);
    }

    @Test
    void append_batchAfterAGap_isTakenAndTheGapKept() {
        inbox.append(batch(0, 80), NOW);

        assertThat(inbox.append(batch(100, 24), NOW)).isEqualTo(124);
        assertThat(inbox.append(batch(UUID.randomUUID(), 1_000, 8), NOW)).isEqualTo(1_008);

        assertThat(inbox.waiting(1_000)).hasSize(3);
        assertThat(inbox.depth().gapBytes()).isEqualTo(1_020);
    }

    @Test
    void append_manyAtOnceOfOneJournal_takesEachBatchOnce() {
        inParallel(8, () -> {
            long position = 0;
            while (position < 30 * 16) {
                long taken = inbox.append(batch(position, 16), NOW);
                assertThat(taken).isGreaterThan(position);
                position = taken;
            }
            return position;
        });

        List<Waiting> waiting = inbox.waiting(100_000);
        assertThat(waiting).hasSize(30);
        assertThat(waiting.stream().map(one -> one.batch().from())).isSorted().doesNotHaveDuplicates();
        assertThat(inbox.depth().gapBytes()).isZero();
    }

    @Test
    void position_afterARestart_isKept() {
        inbox.append(batch(0, 80), NOW);
        try (SqlStorage restarted = SqlStorage.open(database.url(), StorageOptions.DEFAULT)) {
            assertThat(restarted.clickInbox().position(journal)).isEqualTo(80);
            assertThat(restarted.clickInbox().append(batch(0, 80), NOW)).isEqualTo(80);
            assertThat(restarted.clickInbox().append(batch(80, 80), NOW)).isEqualTo(160);
        }
        assertThat(inbox.waiting(1_000)).hasSize(2);
    }

    @Test
    void waiting_lessRoomThanBatches_hasTheOldestThatFit() {
        for (int i = 0; i < 10; i++) {
            inbox.append(batch(80L * i, 80), NOW);
        }

        assertThat(inbox.waiting(0)).hasSize(1);
        assertThat(inbox.waiting(80)).hasSize(1);
        assertThat(inbox.waiting(239)).hasSize(2);
        assertThat(inbox.waiting(240)).hasSize(3);
        assertThat(inbox.waiting(240).stream().map(waiting -> waiting.batch().from()))
                .containsExactly(0L, 80L, 160L);
        assertThat(inbox.waiting(100_000)).hasSize(10);
    }

    @Test
    void waiting_nothing_isEmpty() {
        assertThat(inbox.waiting(1_000)).isEmpty();
        assertThat(inbox.depth()).isEqualTo(new Depth(0, 0, null, 0));
    }
}
