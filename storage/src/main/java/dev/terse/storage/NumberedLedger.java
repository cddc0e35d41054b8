package dev.terse.storage;

import dev.terse.storage.Database.Lane;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * A change that is prepared by a connection that reads, for SQLite, where the one that writes is wanted by everybody: it
 * only writes what is ready. Whoever comes meanwhile waits for a lock. The number of changes is read first and looked at
 * again before the writes, so that nothing is written over what a writer left whom nobody waits for any more.
 */
final class NumberedLedger implements Ledger {
    private static final int ATTEMPTS = 5;

    private final Database database;
    private final Duration timeLimit;
    private final ReentrantLock turn = new ReentrantLock(true);

    NumberedLedger(Database database, Duration timeLimit) {
        this.database = database;
        this.timeLimit = timeLimit;
    }

    private enum Outcome {
        DONE,
        UNDONE,
        OVERTAKEN
    }

    @Override
    public <T> T change(Function<Handle, Step<T>> prepare) {
        try {
            if (!turn.tryLock(timeLimit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StorageUnavailable("too many changes of what was counted at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageUnavailable("interrupted while waiting for other changes", e);
        }
        try {
            return changeAlone(prepare);
        } finally {
            turn.unlock();
        }
    }

    private <T> T changeAlone(Function<Handle, Step<T>> prepare) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Prepared<T> prepared = database.read(handle -> {
                long changes = handle.createQuery("select changes from click_ledger where id = 1")
                        .mapTo(Long.class)
                        .one();
                return new Prepared<>(changes, prepare.apply(handle));
            });
            Outcome outcome =
                    database.write(Lane.REST, handle -> write(handle, prepared), result -> result == Outcome.DONE);
            switch (outcome) {
                case DONE -> {
                    return prepared.step.done();
                }
                case UNDONE -> {
                    return prepared.step.undone();
                }
                case OVERTAKEN -> {}
            }
        }
        throw new StorageUnavailable("what was counted is changed by too many at once");
    }

    private static Outcome write(Handle handle, Prepared<?> prepared) {
        int current = handle.createUpdate(
                        "update click_ledger set changes = changes + 1 where id = 1 and changes = :changes")
                .bind("changes", prepared.changes)
                .execute();
        if (current == 0) {
            return Outcome.OVERTAKEN;
        }
        return prepared.step.writes().run(handle) ? Outcome.DONE : Outcome.UNDONE;
    }

    private record Prepared<T>(long changes, Step<T> step) {}
}
