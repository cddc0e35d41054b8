package dev.terse.worker;

import dev.terse.store.StorageUnavailable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A data source whose connections are worth waiting for: where none can be had it tries again until one can.
 *
 * <p>A scheduler on top of it stands still while the store is down and goes on where it was: the outcome of a task that
 * ran when the store went away is written when it comes back, and the log has one line for the whole time.
 */
final class PatientDataSource implements DataSource {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(PatientDataSource.class);

    private final DataSource source;
    private final Duration pause;
    private final AtomicBoolean down = new AtomicBoolean();
    private final CountDownLatch impatient = new CountDownLatch(1);

    PatientDataSource(DataSource source, Duration pause) {
        this.source = source;
        this.pause = pause;
    }

    /** From now on a connection that can't be had at once is a failure, also for those who wait for one already. */
    void waitNoMore() {
        impatient.countDown();
    }

    /**
     * A connection of the underlying source.
     *
     * @throws SQLException where none can be had and the wait is over, or the thread was interrupted
     */
    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            SQLException refusal;
            try {
                Connection connection = source.getConnection();
                if (down.compareAndSet(true, false)) {
                    log.info("The store answers again; background tasks go on.");
                }
                return connection;
            } catch (SQLException failure) {
                refusal = failure;
            } catch (StorageUnavailable failure) {
                refusal = new SQLException(failure.getMessage(), failure);
            }
            if (impatient.getCount() > 0 && down.compareAndSet(false, true)) {
                log.warn("The store can't answer; background tasks wait for it. {}", refusal.getMessage());
            }
            if (isOver()) {
                throw refusal;
            }
        }
    }

    private boolean isOver() {
        try {
            return impatient.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the underlying source knows who connects");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
