package dev.terse.journal;

import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Clicks as tests make them: the number of the link tells which is which, and their lengths differ. */
final class Clicks {
    /** The length of a record that {@link #plain} makes. */
    static final int PLAIN = 32;

    private final ClickEncoder encoder = new ClickEncoder();

    /** Appends one click of about 40 to 540 bytes. */
    boolean append(ClickJournal journal, long link) {
        return append(journal, link, 1_700_000_000_000L + link);
    }

    boolean append(ClickJournal journal, long link, long atMillis) {
        int length = encoder.begin(atMillis, link, Purpose.VISIT)
                .text(ClickText.USER_AGENT, "x".repeat((int) (link * 37 % 500)))
                .end();
        return journal.append(encoder.bytes(), length);
    }

    /** Appends a click of 32 bytes. */
    boolean plain(ClickJournal journal, long link) {
        return journal.append(
                encoder.bytes(),
                encoder.begin(1_700_000_000_000L, link, Purpose.VISIT).end());
    }

    /** Appends clicks until one is dropped; says which were recorded. */
    List<Long> fill(ClickJournal journal, long from) {
        List<Long> recorded = new ArrayList<>();
        for (long link = from; append(journal, link); link++) {
            recorded.add(link);
        }
        return recorded;
    }

    static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
