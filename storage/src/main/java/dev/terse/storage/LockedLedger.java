package dev.terse.storage;

import dev.terse.storage.Database.Lane;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * A change in one transaction that holds the ledger's row from its beginning on, for PostgreSQL: whoever comes meanwhile
 * waits, and then reads what was written.
 */
final class LockedLedger implements Ledger {
    private final Database database;

    LockedLedger(Database database) {
        this.database = database;
    }

    @Override
    public <T> T change(Function<Handle, Step<T>> prepare) {
        return database.write(
                        Lane.REST,
                        handle -> {
                            handle.execute(PostgresStatements.PLANNED_EACH_TIME);
                            handle.createQuery("select changes from click_ledger where id = 1 for update")
                                    .mapTo(Long.class)
                                    .one();
                            Step<T> step = prepare.apply(handle);
                            boolean done = step.writes().run(handle);
                            return new Outcome<>(done ? step.done() : step.undone(), done);
                        },
                        Outcome::done)
                .result();
    }

    private record Outcome<T>(T result, boolean done) {}
}
