package dev.terse.journal;

import dev.terse.click.ClickEncoder;
import java.time.Duration;

/**
 * How journals are kept and handed over.
 *
 * @param maxBytes of disk for all segments in the folder, those of earlier starts included
 * @param segmentBytes of one file, header included; a multiple of 4 KiB
 * @param batchBytes that are handed over at once, at most; room for one record at least
 * @param shipEvery between two rounds where no more waits than one batch of each journal
 * @param maxPause between two tries while the store can't answer
 * @param forceEvery between two passes of the thread that forces pages to disk. A click that was not handed over is on disk
 *     after two of these at most, and the time that the disk takes
 */
public record JournalSettings(
        long maxBytes, int segmentBytes, int batchBytes, Duration shipEvery, Duration maxPause, Duration forceEvery) {
    static final int PAGE = 4_096;

    private static final int MAX_SEGMENT = 8 << 20;
    private static final int MIN_SEGMENT = 64 << 10;

    public JournalSettings {
        if (segmentBytes < PAGE || segmentBytes % PAGE != 0) {
            throw new IllegalArgumentException("a segment is made of pages, not of " + segmentBytes + " bytes");
        }
        if (batchBytes < ClickEncoder.MAX_LENGTH) {
            throw new IllegalArgumentException("a batch has room for a record at least");
        }
    }

    /**
     * The presets for a number of event loops. Segments are of 8 MiB, and smaller where each loop would not get four of
     * them otherwise: one is written, one stands ready, and those that wait are deleted as a whole.
     */
    public static JournalSettings of(long maxBytes, int eventLoops) {
        long share = maxBytes / (4L * eventLoops) / PAGE * PAGE;
        return new JournalSettings(
                maxBytes,
                Math.clamp(share, MIN_SEGMENT, MAX_SEGMENT),
                256 << 10,
                Duration.ofMillis(250),
                Duration.ofSeconds(2),
                Duration.ofMillis(500));
    }
}
