package dev.terse.worker;

import dev.terse.store.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A retention that has a given number of pieces of work for each call, and remembers what was asked of it. */
final class CountedRetention implements Retention {
    private final List<String> calls = new ArrayList<>();
    private int pieces;

    /** @param pieces how many calls find something to do */
    CountedRetention(int pieces) {
        this.pieces = pieces;
    }

    CountedRetention() {
        this(0);
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    private synchronized int piece(String call) {
        calls.add(call);
        return pieces-- > 0 ? 100 : 0;
    }

    @Override
    public int deleteLinksExpiredBefore(Instant instant, Instant now) {
        return piece("delete expired before " + instant + " at " + now);
    }

    @Override
    public int eraseLinksDeletedBefore(Instant instant) {
        return piece("erase deleted before " + instant);
    }

    @Override
    public int pruneIdempotencyBefore(Instant instant) {
        return piece("prune idempotency before " + instant);
    }

    @Override
    public int pruneChangesBefore(Instant instant) {
        return piece("prune changes before " + instant);
    }
}
