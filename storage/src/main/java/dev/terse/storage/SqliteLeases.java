package dev.terse.storage;

import dev.terse.store.StorageUnavailable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Lends the one connection that writes, for a library that brings its own SQL. A connection from here keeps every other
 * write waiting until it is closed, so it is taken back after the time limit.
 */
final class SqliteLeases implements DataSource {
    private final JobQueue writes;
    private final Duration timeLimit;

    SqliteLeases(JobQueue writes, Duration timeLimit) {
        this.writes = writes;
        this.timeLimit = timeLimit;
    }

    @Override
    public Connection getConnection() throws SQLException {
        SqliteLease lease = new SqliteLease(timeLimit);
        try {
            writes.add(Database.Lane.REST, new Job<>(lease::run));
            return lease.await();
        } catch (StorageUnavailable e) {
            throw new SQLTransientConnectionException(e.getMessage(), "08001", e);
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return (int) timeLimit.toSeconds();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            throw new SQLException("wraps nothing");
        }
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
