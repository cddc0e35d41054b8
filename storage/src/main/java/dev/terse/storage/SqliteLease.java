package dev.terse.storage;

import dev.terse.store.StorageUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One loan of the connection that writes: the thread that owns it waits in {@link #run} until it is back. */
final class SqliteLease {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLease.class);

    private final Duration timeLimit;
    private final CompletableFuture<Connection> granted = new CompletableFuture<>();
    private final CountDownLatch returned = new CountDownLatch(1);

    SqliteLease(Duration timeLimit) {
        this.timeLimit = timeLimit;
    }

    /** Lends the connection and waits for its return, on the connection's own thread. */
    boolean run(SqliteConnection connection) {
        Connection raw;
        try {
            raw = connection.raw();
        } catch (SQLException e) {
            granted.completeExceptionally(e);
            return false;
        }
        granted.complete(lent(raw));
        try {
            if (!returned.await(timeLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a borrowed connection was not returned within {} and is taken back", timeLimit);
                returned.countDown();
                connection.interrupt();
                connection.close();
            } else if (!raw.getAutoCommit()) {
                raw.rollback();
                raw.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.warn("a borrowed connection came back unusable", e);
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** The connection, once it is this loan's turn. */
    Connection await() throws SQLException {
        try {
            return granted.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
        } catch (TimeoutException e) {
            returned.countDown();
            throw new StorageUnavailable("the store is too busy", e);
        } catch (InterruptedException e) {
            returned.countDown();
            Thread.currentThread().interrupt();
            throw new StorageUnavailable("interrupted while waiting for the store", e);
        }
    }

    private Connection lent(Connection raw) {
        return (Connection) Proxy.newProxyInstance(
                SqliteLease.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> call(raw, method, arguments));
    }

    private @Nullable Object call(Connection raw, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "close", "abort" -> {
                returned.countDown();
                return null;
            }
            case "isClosed" -> {
                return returned.getCount() == 0;
            }
            default -> {
                if (returned.getCount() == 0) {
                    throw new SQLException("the connection was given back", "08003");
                }
                try {
                    return method.invoke(raw, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
        }
    }
}
