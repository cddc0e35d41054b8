package dev.terse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.ThreadMXBean;
import dev.terse.click.ClickBatch;
import dev.terse.click.ClickEncoder;
import dev.terse.click.Purpose;
import dev.terse.journal.ClickJournals.Remaining;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class ClickJournalsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    Path parent;

    private JournalFixture fixture = new JournalFixture(Path.of("none"));
    private final Clicks clicks = new Clicks();

    @BeforeEach
    void makeFixture() {
        fixture = new JournalFixture(parent.resolve("data").resolve("journal"));
    }

    @Test
    void append_acrossManySegments_isHandedOverOnceAndInOrder() {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        for (long link = 0; link < 2_000; link++) {
            assertThat(clicks.append(journal, link)).isTrue();
            journals.prepare();
            if (link % 10 == 0) {
                var _ = journals.ship();
            }
        }
        fixture.shipAll(journals);

        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, 2_000));
        assertThat(fixture.inbox.gapBytes()).isZero();
        assertThat(journals.close(LIMIT)).isEqualTo(new Remaining(0, 0));
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_batches_followOneAnotherAndKeepTheirSize() {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        for (long link = 0; link < 300; link++) {
            clicks.append(journal, link);
            journals.prepare();
        }
        fixture.shipAll(journals);

        long end = 0;
        for (ClickBatch batch : fixture.inbox.taken()) {
            assertThat(batch.from()).isEqualTo(end);
            assertThat(batch.records()).hasSizeLessThanOrEqualTo(4 << 10);
            end = batch.to();
        }
        assertThat(end).isEqualTo(journal.published());
        journals.close();
    }

    @Test
    void append_whileOthersPrepareAndShip_losesAndRepeatsNothing() throws Exception {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> others = Stream.<Runnable>of(journals::prepare, journals::ship, journals::force)
                .map(step -> Thread.ofPlatform().start(() -> {
                    while (!ended.get()) {
                        step.run();
                    }
                }))
                .toList();
        List<Long> recorded = new ArrayList<>();
        for (long link = 0; recorded.size() < 50_000; link++) {
            if (clicks.plain(journal, link)) {
                recorded.add(link);
            }
        }
        ended.set(true);
        for (Thread other : others) {
            other.join();
        }
        fixture.shipAll(journals);

        assertThat(fixture.inbox.links()).isEqualTo(recorded);
        assertThat(fixture.inbox.gapBytes()).isZero();
        assertThat(journal.recorded()).isEqualTo(recorded.size());
        assertThat(journals.close(LIMIT)).isEqualTo(new Remaining(0, 0));
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void append_warm_allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ClickEncoder encoder = new ClickEncoder();
        int length = encoder.begin(1, 2, Purpose.VISIT).end();
        ClickJournals journals = new ClickJournals(
                fixture.folder,
                JournalSettings.of(1 << 30, 1),
                fixture.inbox,
                new Random(),
                fixture.clock,
                fixture.nanos::get,
                fixture.meters);
        ClickJournal journal = journals.open();
        appendMany(journal, encoder.bytes(), length, 100_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        appendMany(journal, encoder.bytes(), length, 100_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(journal.dropped()).isZero();
        assertThat(allocated).isLessThan(10_000);
        journals.close();
    }

    private static void appendMany(ClickJournal journal, byte[] record, int length, int count) {
        for (int i = 0; i < count; i++) {
            journal.append(record, length);
        }
    }

    @Test
    void append_noSegmentReady_dropsAndCountsAndGoesOnLater() {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        List<Long> first = clicks.fill(journal, 0);
        assertThat(clicks.append(journal, 499)).isFalse();
        assertThat(fixture.count("terse.clicks.dropped")).isEqualTo(2);

        journals.prepare();
        assertThat(clicks.append(journal, 10_000)).isTrue();
        fixture.shipAll(journals);

        assertThat(fixture.inbox.links()).startsWith(first.toArray(Long[]::new)).endsWith(10_000L);
        assertThat(fixture.inbox.gapBytes()).isZero();
        assertThat(fixture.count("terse.clicks.recorded")).isEqualTo(first.size() + 1);
        assertThat(fixture.count("terse.clicks.shipped")).isEqualTo(first.size() + 1);
        journals.close();
    }

    @Test
    void append_storeDownUntilTheBound_countsEverythingAfterItsReturn() {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        fixture.inbox.down();
        List<Long> recorded = new ArrayList<>();
        long dropped = 0;
        for (long link = 0; link < 5_000; link++) {
            if (clicks.append(journal, link)) {
                recorded.add(link);
            } else {
                dropped++;
            }
            journals.prepare();
            assertThat(journals.ship()).isEqualTo(ClickShipper.Round.UNAVAILABLE);
        }
        assertThat(dropped).isPositive();
        assertThat(fixture.gauge("terse.journal.disk")).isEqualTo(JournalFixture.BOUND);
        assertThat(fixture.gauge("terse.journal.waiting")).isGreaterThan(JournalFixture.BOUND * 0.8);
        assertThat(fixture.gauge("terse.journal.age")).isEqualTo(100.0);
        assertThat(fixture.count("terse.journal.failures")).isEqualTo(5_000);
        assertThat(folderBytes()).isEqualTo(JournalFixture.BOUND);

        fixture.inbox.up();
        fixture.shipAll(journals);
        journals.prepare();
        assertThat(clicks.append(journal, 7_000)).isTrue();
        fixture.shipAll(journals);

        recorded.add(7_000L);
        assertThat(fixture.inbox.links()).isEqualTo(recorded);
        assertThat(fixture.gauge("terse.journal.waiting")).isZero();
        assertThat(fixture.gauge("terse.journal.age")).isZero();
        journals.close();
    }

    private long folderBytes() {
        return fixture.files().stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    @Test
    void open_severalLoopsAtTheBound_eachGetsItsTurn() {
        ClickJournals journals = fixture.still(4L * JournalFixture.SEGMENT);
        ClickJournal one = journals.open();
        ClickJournal other = journals.open();
        for (int round = 0; round < 200; round++) {
            clicks.fill(one, 0);
            clicks.fill(other, 0);
            journals.prepare();
            fixture.shipAll(journals);
        }
        assertThat(one.recorded()).isGreaterThan(1_000);
        assertThat(other.recorded()).isGreaterThan(1_000);
        journals.close();
    }

    @Test
    void open_boundSmallerThanASegment_dropsEverything() {
        ClickJournals journals = fixture.still(JournalFixture.SEGMENT - 1);
        ClickJournal journal = journals.open();
        assertThat(clicks.append(journal, 1)).isFalse();
        assertThat(journals.close(LIMIT)).isEqualTo(new Remaining(0, 0));
    }

    @Test
    void append_roomForOneSegmentAlone_recordsAgainOnceThatIsHandedOver() {
        ClickJournals journals = fixture.still(JournalFixture.SEGMENT);
        ClickJournal journal = journals.open();
        List<Long> recorded = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            journals.prepare();
            recorded.addAll(clicks.fill(journal, round * 1_000L));
            journals.force();
            fixture.shipAll(journals);
        }
        assertThat(fixture.inbox.links()).isEqualTo(recorded).hasSizeGreaterThan(50);
        assertThat(fixture.inbox.gapBytes()).isZero();
        assertThat(journals.close(LIMIT)).isEqualTo(new Remaining(0, 0));
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void prepare_folderGone_dropsAndRecovers() throws Exception {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        List<Long> recorded = clicks.fill(journal, 0);
        Path aside = fixture.folder.resolveSibling("aside");
        Files.move(fixture.folder, aside);
        journals.prepare();
        assertThat(clicks.append(journal, 499)).isFalse();
        Files.move(aside, fixture.folder);
        journals.prepare();
        assertThat(clicks.append(journal, 499)).as("it pauses for a second").isFalse();
        fixture.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        journals.prepare();
        assertThat(clicks.append(journal, 20_000)).isTrue();
        fixture.shipAll(journals);
        recorded.add(20_000L);
        assertThat(fixture.inbox.links()).isEqualTo(recorded);
        journals.close();
    }

    @Test
    void prepare_clicksDropped_areToldOfOnceAMinute() {
        Logger logger = (Logger) LoggerFactory.getLogger(ClickJournals.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        try {
            ClickJournals journals = fixture.still(JournalFixture.SEGMENT);
            ClickJournal journal = journals.open();
            clicks.fill(journal, 0);
            for (int second = 0; second < 150; second++) {
                clicks.append(journal, 499);
                journals.prepare();
                fixture.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
            assertThat(events.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .hasSize(3)
                    .allMatch(line -> line.contains("clicks were dropped"));
            assertThat(events.list.get(1).getFormattedMessage()).startsWith("60 clicks");
            journals.close();
        } finally {
            logger.detachAppender(events);
        }
    }

    @Test
    void start_folderIsAFile_fails() throws Exception {
        Files.createDirectories(fixture.folder.getParent());
        Files.createFile(fixture.folder);
        assertThatThrownBy(fixture::still).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void append_clockJumps_areRecordedAsTheyAre() {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        long[] instants = {5_000_000_000_000L, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1_700_000_000_000L};
        for (int i = 0; i < instants.length; i++) {
            assertThat(clicks.append(journal, i, instants[i])).isTrue();
            fixture.shipAll(journals);
            assertThat(fixture.gauge("terse.journal.age")).isZero();
        }
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, instants.length));
        journals.close();
    }

    @Test
    void close_storeDown_saysWhatRemainsAndTheNextStartHandsItOver() {
        ClickJournals first = fixture.running();
        ClickJournal journal = first.open();
        fixture.inbox.down();
        for (long link = 0; link < 20; link++) {
            assertThat(clicks.append(journal, link)).isTrue();
        }
        Remaining remaining = first.close(SHORT);
        assertThat(remaining).isEqualTo(new Remaining(20, journal.published()));
        assertThat(first.close(SHORT)).isEqualTo(remaining);
        assertThat(clicks.append(journal, 20)).isFalse();

        fixture.inbox.up();
        try (ClickJournals second = fixture.running()) {
            Awaitility.await().atMost(LIMIT).until(() -> fixture.inbox.links().size() == 20);
            ClickJournal next = second.open();
            assertThat(clicks.append(next, 20)).isTrue();
        }
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, 21));
        assertThat(fixture.inbox.gapBytes()).isZero();
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void close_inboxHangs_countsNothingAndSaysTheBytes() {
        CountDownLatch latch = new CountDownLatch(1);
        fixture.inbox.hang(latch);
        ClickJournals journals = fixture.running();
        ClickJournal journal = journals.open();
        clicks.append(journal, 1);
        try {
            assertThat(journals.close(SHORT)).isEqualTo(Remaining.uncounted(journal.published()));
        } finally {
            latch.countDown();
        }
    }

    @Test
    void close_interrupted_countsNothingAndSaysTheBytes() {
        ClickJournals journals = fixture.running();
        ClickJournal journal = journals.open();
        fixture.inbox.down();
        clicks.append(journal, 1);
        Thread.currentThread().interrupt();
        assertThat(journals.close(LIMIT)).isEqualTo(Remaining.uncounted(journal.published()));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void close_writerGoesOn_dropsWhatComesLaterAndTouchesNothingGivenBack() throws Exception {
        for (int round = 0; round < 40; round++) {
            JournalFixture one = new JournalFixture(parent.resolve("round-" + round));
            ClickJournals journals = one.running();
            ClickJournal journal = journals.open();
            AtomicBoolean ended = new AtomicBoolean();
            List<Long> recorded = new ArrayList<>();
            FutureTask<Boolean> writing = new FutureTask<>(() -> {
                Clicks own = new Clicks();
                for (long link = 0; !ended.get(); link++) {
                    if (own.plain(journal, link)) {
                        recorded.add(link);
                    }
                }
                return own.plain(journal, 0);
            });
            Thread.ofPlatform().start(writing);
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> journal.recorded() > 100);
            journals.close();
            ended.set(true);

            assertThat(writing.get()).isFalse();
            one.running().close();
            assertThat(recorded).containsAll(one.inbox.links());
            assertThat(recorded.size() - one.inbox.links().size())
                    .as("an append that was under way all the time")
                    .isBetween(0, 1);
        }
    }

    @Test
    void close_storeComesBackWithinTheLimit_leavesNothing() {
        ClickJournals journals = fixture.running();
        ClickJournal journal = journals.open();
        fixture.inbox.down();
        clicks.append(journal, 1);
        Thread.ofVirtual().start(() -> {
            Awaitility.await().until(() -> fixture.inbox.links().isEmpty());
            fixture.inbox.up();
        });
        assertThat(journals.close(LIMIT)).isEqualTo(new Remaining(0, 0));
        assertThat(fixture.inbox.links()).containsExactly(1L);
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void close_storeDownTwice_leftoversStayForTheThird() {
        fixture.inbox.down();
        for (int start = 0; start < 2; start++) {
            ClickJournals journals = fixture.running();
            ClickJournal journal = journals.open();
            clicks.append(journal, start);
            assertThat(journals.close(SHORT).clicks()).hasValue(start + 1);
        }
        fixture.inbox.up();
        fixture.running().close();
        assertThat(fixture.inbox.links()).containsExactlyInAnyOrder(0L, 1L);
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_answerLost_isRepeatedAndTakenOnce() {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        clicks.append(journal, 1);
        fixture.inbox.loseNextAnswer();
        assertThat(journals.ship()).isEqualTo(ClickShipper.Round.UNAVAILABLE);
        clicks.append(journal, 2);
        fixture.shipAll(journals);
        clicks.append(journal, 3);
        fixture.shipAll(journals);

        assertThat(fixture.inbox.links()).containsExactly(1L, 2L, 3L);
        assertThat(fixture.inbox.gapBytes()).isZero();
        journals.close();
    }

    @Test
    void ship_backupRestored_leavesAGapAndGoesOn() {
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        for (long link = 0; link < 100; link++) {
            clicks.append(journal, link);
            journals.prepare();
        }
        fixture.shipAll(journals);
        long before = journal.published();
        fixture.inbox.restore(journal.id(), 64);
        clicks.append(journal, 100);
        fixture.shipAll(journals);

        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, 101));
        assertThat(fixture.inbox.gapBytes()).isEqualTo(before - 64);
        journals.close();
    }

    @Test
    void ship_oneJournalRefused_othersGoOn() {
        ClickJournals journals = fixture.still();
        ClickJournal bad = journals.open();
        ClickJournal good = journals.open();
        clicks.append(bad, 1);
        clicks.append(good, 2);
        fixture.inbox.refuse(bad.id());
        fixture.shipAll(journals);
        assertThat(fixture.inbox.links()).containsExactly(2L);

        fixture.inbox.up();
        fixture.shipAll(journals);
        assertThat(fixture.inbox.links()).containsExactly(2L, 1L);
        journals.close();
    }

    @Test
    void ship_oneLoopHasMuch_othersDoNotWaitForIt() {
        ClickJournals journals = fixture.still();
        ClickJournal busy = journals.open();
        ClickJournal quiet = journals.open();
        for (long link = 0; link < 200; link++) {
            clicks.append(busy, link);
            journals.prepare();
        }
        clicks.append(quiet, 9_999);
        assertThat(journals.ship()).isEqualTo(ClickShipper.Round.MORE);
        List<UUID> first =
                fixture.inbox.taken().stream().map(ClickBatch::journal).toList();
        assertThat(first).containsExactlyInAnyOrder(busy.id(), quiet.id());
        fixture.shipAll(journals);
        journals.close();
    }
}
