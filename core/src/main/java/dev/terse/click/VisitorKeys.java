package dev.terse.click;

import java.time.LocalDate;

/** The keys of {@link VisitorHash}, the same for all processes of an installation. */
public interface VisitorKeys {
    /**
     * The key of a day, which is made at random by whoever asks first.
     *
     * @param day in UTC; only today, yesterday and tomorrow have keys
     */
    VisitorHash of(LocalDate day);

    /** Destroys the keys of all days before {@code day}, and says how many those were. */
    int destroyBefore(LocalDate day);
}
