package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Change;
import dev.terse.change.Changes;
import dev.terse.change.Changes.Batch;
import dev.terse.change.Changes.Cursor;
import dev.terse.link.Link;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

abstract class ChangesContract extends StorageContract {
    Changes changes() {
        return storage.changes();
    }

    Change.OfLink change() {
        return change(NOW);
    }

    Change.OfLink change(Instant at) {
        Link link = create(draft());
        storage.links().delete(workspace, link.id(), null, at);
        return new Change.OfLink(1, link.code());
    }

    @Test
    void since_nothingWritten_isEmptyAndNotLost() {
        Cursor end = changes().end();

        Batch batch = changes().since(end);

        assertThat(batch.changes()).isEmpty();
        assertThat(batch.lost()).isFalse();
        assertThat(changes().since(batch.next()).lost()).isFalse();
    }

    @Test
    void since_changesWritten_hasThemOldestFirst() {
        Cursor end = changes().end();
        List<Change> written = List.of(change(), change(), change());

        Batch batch = changes().since(end);

        assertThat(batch.changes()).containsExactlyElementsOf(written);
        assertThat(batch.lost()).isFalse();
        Change next = change();
        assertThat(changes().since(batch.next()).changes()).containsExactly(next);
    }

    @Test
    void since_anOldCursorAgain_hasTheSameAgain() {
        Cursor end = changes().end();
        Change first = change();
        changes().since(end);
        Change second = change();

        assertThat(changes().since(end).changes()).containsExactly(first, second);
    }

    @Test
    void since_aWriteThatWasUndone_hasNoChange() {
        Link link = create(draft());
        Cursor end = changes().end();

        storage.links().update(workspace, link.id(), 5, content(), NOW);

        assertThat(changes().since(end).changes()).isEmpty();
    }

    @Test
    void since_writtenByManyWhileRead_leavesNoneOut() throws Exception {
        Set<Change> written = ConcurrentHashMap.newKeySet();
        List<Change> read = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        Cursor cursor = changes().end();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                writers.add(executor.submit(() -> {
                    while (!over.get()) {
                        written.add(change());
                    }
                }));
            }
            while (read.size() < 500) {
                Batch batch = changes().since(cursor);
                assertThat(batch.lost()).isFalse();
                read.addAll(batch.changes());
                cursor = batch.next();
            }
            over.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        read.addAll(changes().since(cursor).changes());

        assertThat(read).containsAll(written);
    }

    @Test
    void since_aCursorFromBeforeWhatWasPruned_isLost() {
        Cursor old = changes().end();
        change(Instant.EPOCH);
        Cursor between = changes().end();
        Change kept = change();

        while (storage.retention().pruneChangesBefore(Instant.EPOCH.plusSeconds(1)) > 0) {}

        Batch lost = changes().since(old);
        assertThat(lost.lost()).isTrue();
        assertThat(changes().since(lost.next()).lost()).isFalse();
        Batch complete = changes().since(between);
        assertThat(complete.lost()).isFalse();
        assertThat(complete.changes()).contains(kept);
    }

    @Test
    void since_everythingPruned_goesOnFromTheEnd() {
        change(Instant.EPOCH);
        Cursor end = changes().end();
        while (storage.retention().pruneChangesBefore(NOW.plusSeconds(1)) > 0) {}

        assertThat(changes().since(end).lost()).isFalse();
        assertThat(changes().since(changes().end()).lost()).isFalse();
        Change next = change();
        assertThat(changes().since(end).changes()).containsExactly(next);
    }
}
