package dev.terse.worker;

import dev.terse.click.ClickInbox.Waiting;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Batches that failed when they were tried alone. One is at fault itself where it fails, another is counted, and it fails
 * again; as long as none can be counted, all of them wait. For one thread.
 */
final class Suspects {
    private static final int TRIES = 3;

    private final Map<Long, Suspect> suspects = new HashMap<>();
    /** Applied groups and batches that had something to count. */
    private long counted;

    /** @param countedBefore what {@link #counted} was when it failed for the first time */
    private record Suspect(int bytes, int tries, long countedBefore, long countedAtLast) {}

    /** Notes that something was counted, so that the store works for others. */
    void noteCounted() {
        counted++;
    }

    /** Notes a failure. */
    void add(Waiting waiting) {
        suspects.merge(
                waiting.number(),
                new Suspect(waiting.batch().records().length, 1, counted, counted),
                (old, _) -> new Suspect(old.bytes, old.tries + 1, old.countedBefore, counted));
    }

    void remove(Waiting waiting) {
        suspects.remove(waiting.number());
    }

    void clear() {
        suspects.clear();
    }

    boolean contains(Waiting waiting) {
        return suspects.containsKey(waiting.number());
    }

    /** Lets go of those that are not in {@code window}. */
    void retain(Collection<Waiting> window) {
        suspects.keySet().retainAll(window.stream().map(Waiting::number).collect(Collectors.toSet()));
    }

    /** Whether a suspect may be counted now: something else was since it failed, or it is the oldest one, which probes. */
    boolean isWorthTrying(Waiting waiting) {
        Suspect suspect = suspects.get(waiting.number());
        return suspect != null
                && (suspect.countedAtLast < counted
                        || suspects.keySet().stream().allMatch(number -> number >= waiting.number()));
    }

    /** Whether a batch that fails now is at fault itself. Asked before the failure is added. */
    boolean isAtFault(Waiting waiting) {
        Suspect suspect = suspects.get(waiting.number());
        return suspect != null && suspect.tries >= TRIES - 1 && suspect.countedBefore < counted;
    }

    long bytes() {
        return suspects.values().stream().mapToLong(Suspect::bytes).sum();
    }
}
