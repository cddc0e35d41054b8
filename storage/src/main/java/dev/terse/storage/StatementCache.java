package dev.terse.storage;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The prepared statements of one SQLite connection: its driver keeps none, and preparing one costs more than running it.
 * Used by the connection's own thread only; a statement is given out once at a time.
 */
final class StatementCache implements StatementBuilder {
    private static final int SIZE = 100;

    private final SequencedMap<String, PreparedStatement> idle = new LinkedHashMap<>();

    /** The cache of the connection that {@code handle} works on, for those who use JDBC themselves. */
    static StatementCache of(Handle handle) {
        return (StatementCache) handle.getStatementBuilder();
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        return take(connection, sql);
    }

    /** Gives out a statement, which {@link #give} takes back. */
    PreparedStatement take(Connection connection, String sql) throws SQLException {
        PreparedStatement kept = idle.remove(sql);
        return kept != null ? kept : connection.prepareStatement(sql);
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        if (statement instanceof PreparedStatement prepared) {
            give(sql, prepared);
        } else {
            statement.close();
        }
    }

    /** Takes a statement back and keeps it for the next one who asks, or closes it where it is broken. */
    void give(String sql, PreparedStatement statement) throws SQLException {
        if (!isUsable(statement)) {
            statement.close();
            return;
        }
        PreparedStatement twin = idle.putLast(sql, statement);
        if (twin != null) {
            twin.close();
        }
        if (idle.size() > SIZE) {
            idle.pollFirstEntry().getValue().close();
        }
    }

    /** Some errors end the statement inside the driver, which calls it open all the same. */
    private static boolean isUsable(PreparedStatement statement) {
        try {
            statement.clearParameters();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return connection.createStatement();
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        return connection.prepareCall(sql);
    }
}
