package dev.terse.journal;

import dev.terse.click.ClickInbox;
import dev.terse.journal.SegmentFolder.Found;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of one process, in a folder that is its own: one for each event loop, and those that earlier starts left
 * there. It keeps a segment ready for each loop, forces what was written to disk, hands everything over to the inbox, and
 * keeps within its bound of disk; beyond that clicks are dropped, counted, and told of once a minute.
 *
 * <p>Stopped after the event loops and before the store: {@link #close(Duration)} hands over what is left.
 */
public final class ClickJournals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClickJournals.class);

    /** How long {@link #close()} goes on handing over. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private static final Duration PREPARE_EVERY = Duration.ofMillis(20);
    private static final Duration THREAD_LIMIT = Duration.ofSeconds(2);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long WARN_EVERY = Duration.ofMinutes(1).toNanos();

    private final Path path;
    private final JournalSettings settings;
    private final SegmentFolder folder;
    private final ClickShipper shipper;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final List<Opened> opened = new CopyOnWriteArrayList<>();
    private final LongAdder tornBytes = new LongAdder();
    private final PacedThread preparing = new PacedThread("journal-space", PREPARE_EVERY, this::prepare);
    private final PacedThread forcing;
    private @Nullable Remaining remaining;

    // Used by the thread that prepares alone.
    private int turn;
    private long nextTry;
    private long nextWarning;
    private long nextRoomWarning;
    private long droppedBefore;

    // Used by the thread that forces alone.
    private boolean diskFails;

    /** One journal of this process and those who follow its writer. */
    private static final class Opened {
        private final ClickJournal journal;
        private final JournalTail tail;
        private final JournalForcer forcer;
        private long segments;

        Opened(UUID id, SegmentFolder folder) {
            Segment none = Segment.none();
            this.journal = new ClickJournal(id, none);
            this.tail = new JournalTail(journal, folder, none);
            this.forcer = new JournalForcer(journal, tail, folder, none);
        }
    }

    /**
     * What a process leaves to its next start.
     *
     * @param clicks that were recorded and not handed over; empty where they could not be counted, because a file can't be
     *     read, or because the store had not returned from taking some of them
     * @param bytes of their records; at most, where the clicks could not be counted
     */
    public record Remaining(OptionalLong clicks, long bytes) {
        Remaining(long clicks, long bytes) {
            this(OptionalLong.of(clicks), bytes);
        }

        static Remaining uncounted(long bytes) {
            return new Remaining(OptionalLong.empty(), bytes);
        }

        /** Whether everything is handed over. */
        public boolean isNothing() {
            return clicks.isPresent() && clicks.getAsLong() == 0;
        }

        Remaining plus(Remaining other) {
            long sum = bytes + other.bytes;
            return clicks.isPresent() && other.clicks.isPresent()
                    ? new Remaining(clicks.getAsLong() + other.clicks.getAsLong(), sum)
                    : uncounted(sum);
        }
    }

    ClickJournals(
            Path path,
            JournalSettings settings,
            ClickInbox inbox,
            RandomGenerator random,
            InstantSource clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this.path = path;
        this.settings = settings;
        this.random = random;
        this.nanoTime = nanoTime;
        this.nextTry = nanoTime.getAsLong();
        this.nextWarning = nextTry;
        this.nextRoomWarning = nextTry;
        this.folder = new SegmentFolder(path, settings.maxBytes());
        this.shipper = new ClickShipper(inbox, settings, clock);
        this.forcing = new PacedThread("journal-sync", settings.forceEvery(), this::force);
        try {
            Files.createDirectories(path);
            folder.find().forEach(this::takeUp);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        measure(meters);
    }

    /**
     * Finds what earlier starts left in the folder, and sets everything going.
     *
     * @param path made where it is missing; used by no other process until this is closed, which the caller sees to
     * @param inbox whose tables exist already; it need not answer yet
     * @param random names journals, so it has to be a good one
     * @param clock tells the inbox when a batch came; how it jumps doesn't matter
     * @param nanoTime a clock as {@link System#nanoTime} is one
     * @throws UncheckedIOException where the folder can't be made or read
     */
    public static ClickJournals start(
            Path path,
            JournalSettings settings,
            ClickInbox inbox,
            RandomGenerator random,
            InstantSource clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        ClickJournals journals = new ClickJournals(path, settings, inbox, random, clock, nanoTime, meters);
        journals.preparing.start();
        journals.forcing.start();
        journals.shipper.start();
        return journals;
    }

    private void takeUp(UUID id, List<Found> segments) {
        LeftoverJournal leftover = new LeftoverJournal(id, segments, folder, tornBytes);
        shipper.add(leftover);
        log.info("Clicks of an earlier start are in {} files of {} and will be handed over", segments.size(), path);
    }

    /**
     * A journal for one event loop, which alone may append to it. Its first segment is ready where the disk and the bound
     * let it; waits for that.
     */
    public ClickJournal open() {
        Opened one = new Opened(randomUuid(), folder);
        try {
            prepare(one);
        } catch (IOException failure) {
            log.warn("No click can be recorded yet: {} can't be written ({})", path, failure.toString());
        }
        opened.add(one);
        shipper.add(one.tail);
        return one.journal;
    }

    /** A UUID of version 4, as RFC 9562 lays it out. */
    private UUID randomUuid() {
        return new UUID(
                (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L,
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /** Sees to it that a segment stands ready for each loop, and tells of clicks that were dropped. */
    void prepare() {
        long now = nanoTime.getAsLong();
        warnOfDrops(now);
        if (now - nextTry < 0) {
            return;
        }
        // Each time another one is the first, so that scarce room goes to all in turn.
        turn++;
        int count = opened.size();
        for (int i = 0; i < count; i++) {
            try {
                prepare(opened.get((i + turn) % count));
            } catch (IOException failure) {
                nextTry = now + SECOND;
                if (now - nextRoomWarning >= 0) {
                    log.warn("No room can be made for clicks in {}: {}", path, failure.toString());
                    nextRoomWarning = now + WARN_EVERY;
                }
                return;
            }
        }
    }

    private void prepare(Opened one) throws IOException {
        if (one.journal.wantsSpare()) {
            Segment ready = folder.create(one.journal.id(), one.segments, settings.segmentBytes());
            if (ready != null) {
                one.segments++;
                one.journal.spare(ready);
            }
        }
    }

    private void warnOfDrops(long now) {
        long dropped = sum(ClickJournal::dropped);
        if (dropped > droppedBefore && now - nextWarning >= 0) {
            log.warn(
                    "{} clicks were dropped, because there was no room for them: {} of {} bytes are taken in {}",
                    dropped - droppedBefore,
                    folder.usedBytes(),
                    folder.maxBytes(),
                    path);
            droppedBefore = dropped;
            nextWarning = now + WARN_EVERY;
        }
    }

    /** Forces to disk what was written since the last time. */
    void force() {
        try {
            for (Opened one : opened) {
                one.forcer.force();
            }
            diskFails = false;
        } catch (IOException | UncheckedIOException failure) {
            if (!diskFails) {
                diskFails = true;
                log.error("Clicks can't be brought to disk in {}; they are still recorded in memory", path, failure);
            }
        }
    }

    /** Hands over one batch of each journal, in the caller's thread. */
    ClickShipper.Round ship() {
        return shipper.round();
    }

    private long sum(ToLongFunction<ClickJournal> counter) {
        return opened.stream()
                .mapToLong(one -> counter.applyAsLong(one.journal))
                .sum();
    }

    private void measure(MeterRegistry meters) {
        FunctionCounter.builder("terse.clicks.recorded", this, it -> it.sum(ClickJournal::recorded))
                .description("Clicks recorded in a journal")
                .register(meters);
        FunctionCounter.builder("terse.clicks.dropped", this, it -> it.sum(ClickJournal::dropped))
                .description("Clicks that were not recorded, because no room was ready for them")
                .register(meters);
        FunctionCounter.builder("terse.clicks.shipped", shipper, ClickShipper::clicks)
                .description("Clicks handed over to the store")
                .register(meters);
        FunctionCounter.builder("terse.journal.failures", shipper, ClickShipper::failures)
                .description("Tries to hand over clicks that failed")
                .register(meters);
        FunctionCounter.builder("terse.journal.torn", tornBytes, LongAdder::sum)
                .description("Bytes of earlier starts that are no whole clicks")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("terse.journal.waiting", shipper, ClickShipper::bytesWaiting)
                .description("Clicks that wait to be handed over")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("terse.journal.age", shipper, it -> it.age().toMillis() / 1000.0)
                .description("How long the oldest click has waited to be handed over")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("terse.journal.disk", folder, SegmentFolder::usedBytes)
                .description("Disk that the journals take")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Closes with the preset limit. */
    @Override
    public void close() {
        var _ = close(STOP_LIMIT);
    }

    /**
     * Hands over what is left, for as long as the limit allows, and says what remains for the next start. A second call says
     * the same.
     *
     * <p>To be called after the event loops have ended. Where one goes on even so, each append that begins later is dropped
     * and counted, and none touches memory that was given back. One that began before is handed over like all others, unless
     * it ends only after everything else was: its click is lost then with the file that held nothing.
     */
    public synchronized Remaining close(Duration limit) {
        if (remaining == null) {
            try {
                remaining = stop(limit);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                remaining = Remaining.uncounted(shipper.bytesWaiting());
            }
        }
        return remaining;
    }

    private Remaining stop(Duration limit) throws InterruptedException {
        boolean ended = preparing.stop(THREAD_LIMIT);
        for (Opened one : opened) {
            Segment unused = one.journal.close();
            if (unused != null) {
                folder.delete(unused);
            }
        }
        boolean drained = shipper.drain(limit);
        boolean forced = forcing.stop(THREAD_LIMIT);
        // Where the shipper did not end, what it reads may be given back by it at any moment.
        Remaining rest = drained ? shipper.remaining() : Remaining.uncounted(shipper.bytesWaiting());
        if (rest.clicks().isEmpty()) {
            log.warn(
                    "Clicks that could not be counted ({} bytes at most) are not known to be handed over; they stay in {},"
                            + " and the next start hands over what the store has not",
                    rest.bytes(),
                    path);
        } else if (!rest.isNothing()) {
            log.warn(
                    "{} clicks ({} bytes) are not handed over; they stay in {}, and the next start hands them over",
                    rest.clicks().getAsLong(),
                    rest.bytes(),
                    path);
        }
        if (ended && drained && forced) {
            giveBack();
        } else {
            log.warn("The disk or the store did not answer in time; files that hold nothing may remain in {}", path);
        }
        return rest;
    }

    /** Brings what is left to disk and gives the memory back, when no thread uses it any more. */
    private void giveBack() {
        for (Opened one : opened) {
            try {
                one.forcer.forceAll();
            } catch (IOException | UncheckedIOException failure) {
                log.error("Clicks can't be brought to disk in {}", path, failure);
            }
            one.tail.close();
        }
    }
}
