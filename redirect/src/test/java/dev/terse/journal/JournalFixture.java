package dev.terse.journal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A folder of journals with small segments, whose clocks the test moves. */
final class JournalFixture {
    static final int SEGMENT = 8 << 10;
    static final long BOUND = 16L * SEGMENT;

    final Path folder;
    final MemoryInbox inbox = new MemoryInbox();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    final InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_100_000L));

    JournalFixture(Path folder) {
        this.folder = folder;
    }

    static JournalSettings settings(long maxBytes) {
        return new JournalSettings(
                maxBytes, SEGMENT, 4 << 10, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(5));
    }

    /** Journals whose threads are still: the test does their work. */
    ClickJournals still() {
        return still(BOUND);
    }

    ClickJournals still(long maxBytes) {
        return new ClickJournals(folder, settings(maxBytes), inbox, new Random(), clock, nanos::get, meters);
    }

    /** Journals that run. */
    ClickJournals running() {
        return ClickJournals.start(
                folder, settings(BOUND), inbox, new Random(), clock, nanos::get, new SimpleMeterRegistry());
    }

    /** Hands over everything there is. */
    void shipAll(ClickJournals journals) {
        for (long before = -1, now; (now = inbox.seen().size()) != before; before = now) {
            var _ = journals.ship();
        }
    }

    double count(String meter) {
        return meters.get(meter).functionCounter().count();
    }

    double gauge(String meter) {
        return meters.get(meter).gauge().value();
    }

    List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
