package dev.terse.storage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.jdbc.PgStatement;

/** What can be asked of PostgreSQL's driver for one statement; statements of another engine are left as they are. */
final class PostgresStatements {
    /** Does for all statements of a transaction, those {@link #inBinary} too, what {@link #plannedEachTime} does for one. */
    static final String PLANNED_EACH_TIME = "set local plan_cache_mode = force_custom_plan";

    private PostgresStatements() {}

    /** Has results come as bytes from the first time on, not as text, which is twice as long. */
    static void inBinary(PreparedStatement statement) throws SQLException {
        if (statement.isWrapperFor(PgStatement.class)) {
            statement.unwrap(PgStatement.class).setPrepareThreshold(-1);
        }
    }

    /**
     * Has the statement planned each time, for the tables as they are and the arrays as long as they are: a plan that was
     * made while a table was empty reads all of it for ever.
     */
    static void plannedEachTime(PreparedStatement statement) throws SQLException {
        if (statement.isWrapperFor(PgStatement.class)) {
            statement.unwrap(PgStatement.class).setPrepareThreshold(0);
        }
    }
}
