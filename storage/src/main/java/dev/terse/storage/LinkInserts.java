package dev.terse.storage;

import dev.terse.link.Creation;
import dev.terse.link.Idempotency;
import dev.terse.link.LinkDraft;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * How drafts become rows, inside a transaction that the caller commits. Plain JDBC and one way for each engine, because
 * here every microsecond is paid for by every link.
 */
interface LinkInserts {
    /** How long an idempotency record stands for its request. */
    Duration IDEMPOTENCY = Duration.ofHours(24);

    /**
     * Inserts the drafts in their order: of two with one code, or one idempotency key, the later one finds the earlier
     * one's rows.
     *
     * @return the outcomes in the order of the drafts
     */
    List<Creation> insert(Handle handle, List<LinkDraft> drafts);

    /** The outcome of a draft whose idempotency key stands for a request already. */
    static Creation repeated(Idempotency idempotency, String fingerprint, String answer) {
        return fingerprint.equals(idempotency.fingerprint())
                ? new Creation.Replayed(answer)
                : new Creation.IdempotencyMismatch();
    }
}
