package dev.terse.journal;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox;
import dev.terse.click.ClickReader;
import dev.terse.store.StorageUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An inbox in memory that keeps the contract, and fails when the test says so. */
final class MemoryInbox implements ClickInbox {
    private final Map<UUID, Long> positions = new HashMap<>();
    private final List<ClickBatch> taken = new ArrayList<>();
    private final List<ClickBatch> seen = new ArrayList<>();
    private long gapBytes;
    private @Nullable RuntimeException failure;
    private boolean losesAnswers;
    private @Nullable UUID refused;
    private final Map<UUID, Runnable> whenAsked = new HashMap<>();
    private @Nullable CountDownLatch hanging;

    @Override
    public synchronized long position(UUID journal) {
        fail();
        Runnable step = whenAsked.remove(journal);
        if (step != null) {
            step.run();
        }
        return positions.getOrDefault(journal, 0L);
    }

    @Override
    public synchronized long append(ClickBatch batch, Instant now) {
        fail();
        if (hanging != null) {
            try {
                hanging.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        if (batch.journal().equals(refused)) {
            throw new IllegalStateException("refused");
        }
        seen.add(batch);
        long position = positions.getOrDefault(batch.journal(), 0L);
        if (batch.from() < position) {
            return position;
        }
        gapBytes += batch.from() - position;
        positions.put(batch.journal(), batch.to());
        taken.add(batch);
        if (losesAnswers) {
            losesAnswers = false;
            throw new StorageUnavailable("the answer is lost");
        }
        return batch.to();
    }

    private void fail() {
        if (failure != null) {
            throw failure;
        }
    }

    synchronized void down() {
        failure = new StorageUnavailable("down");
    }

    synchronized void up() {
        failure = null;
        refused = null;
    }

    /** Takes the next batch and then fails, as a connection that breaks after the commit does. */
    synchronized void loseNextAnswer() {
        losesAnswers = true;
    }

    /** Fails at each batch of a journal, as a defect does. */
    synchronized void refuse(UUID journal) {
        refused = journal;
    }

    /** Does something once, when the position of a journal is asked for. */
    synchronized void whenAsked(UUID journal, Runnable step) {
        whenAsked.put(journal, step);
    }

    /** Returns from no batch until the latch is open. */
    synchronized void hang(CountDownLatch latch) {
        hanging = latch;
    }

    /** Forgets what came after a position, as a restored backup does. */
    synchronized void restore(UUID journal, long position) {
        positions.put(journal, position);
    }

    synchronized long gapBytes() {
        return gapBytes;
    }

    /** Batches in the order in which they were taken. */
    synchronized List<ClickBatch> taken() {
        return List.copyOf(taken);
    }

    /** Batches in the order in which they came, those left alone included. */
    synchronized List<ClickBatch> seen() {
        return List.copyOf(seen);
    }

    /** The numbers of the links of all clicks taken, in order. Fails where a record is not intact. */
    synchronized List<Long> links() {
        List<Long> links = new ArrayList<>();
        for (ClickBatch batch : taken) {
            ClickReader reader = new ClickReader(batch.records(), 0, batch.records().length);
            int end = 0;
            while (reader.next()) {
                if (!reader.isIntact()) {
                    throw new AssertionError("a torn record was handed over");
                }
                links.add(reader.link());
                end = reader.end();
            }
            if (end != batch.records().length) {
                throw new AssertionError("a batch ends inside a record");
            }
        }
        return links;
    }

    @Override
    public List<Waiting> waiting(int maxBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Depth depth() {
        throw new UnsupportedOperationException();
    }
}
