package dev.terse.storage;

import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * An engine that runs pieces of work on its connections. Whatever keeps it from answering becomes
 * {@link dev.terse.store.StorageUnavailable}, within the time limit of its options; what else goes wrong is thrown as it
 * is. A piece of work may be run again where the engine undid it for the sake of another transaction.
 */
interface Database extends AutoCloseable {
    Dialect dialect();

    /** Runs statements that only read. Each sees what is committed when it starts: what belongs together is one query. */
    <T> T read(Function<Handle, T> work);

    /** Runs {@code work} in one transaction, which is on disk when this returns and undone when it throws. */
    default <T> T write(Lane lane, Function<Handle, T> work) {
        return write(lane, work, _ -> true);
    }

    /** Like {@link #write(Lane, Function)}, but undoes the transaction where its result is not one to commit. */
    <T> T write(Lane lane, Function<Handle, T> work, Predicate<? super T> commits);

    /** Connections to write with, for a library that wants them; on SQLite it is the one that all writes share. */
    DataSource writer();

    /** Connections outside pools and time limits, for migrations. */
    DataSource migrator();

    /** How many transactions gain from being written at the same time. */
    int writers();

    @Override
    void close();

    /** Which writes go first where only one can. */
    enum Lane {
        LINKS,
        REST
    }
}
