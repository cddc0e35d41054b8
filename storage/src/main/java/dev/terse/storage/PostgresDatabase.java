package dev.terse.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.terse.store.StorageUnavailable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server, by a pool of connections. The pool starts without a server, and finds it again after it was away.
 * Transactions are at READ COMMITTED: what has to be so is seen to by constraints and row locks.
 */
final class PostgresDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

    /** For a connection out of the pool, a new one included, and for a lock. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(2);

    /** How often a transaction is tried that the server undoes for the sake of another. */
    private static final int MAX_TRIES = 4;

    private final StoreUrl.Postgres url;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    PostgresDatabase(StoreUrl.Postgres url, StorageOptions options) {
        this.url = url;
        this.pool = new HikariDataSource(poolOf(url, options));
        this.jdbi = Jdbi.create(pool);
        Sql.configure(jdbi);
    }

    private static HikariConfig poolOf(StoreUrl.Postgres url, StorageOptions options) {
        Duration limit = options.timeLimit();
        Duration wait = limit.dividedBy(2).compareTo(SHORT_WAIT) < 0 ? limit.dividedBy(2) : SHORT_WAIT;
        HikariConfig config = new HikariConfig();
        config.setPoolName("terse-postgresql");
        config.setDataSource(source(url, limit.plus(SHORT_WAIT)));
        config.setMaximumPoolSize(options.connections());
        config.setMinimumIdle(Math.min(2, options.connections()));
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(Math.max(250, wait.toMillis()));
        config.setValidationTimeout(Math.max(250, wait.toMillis() / 2));
        config.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
        // Compiling a plan takes longer than any statement here.
        config.setConnectionInitSql("""
                set statement_timeout = %d; set lock_timeout = %d; set idle_in_transaction_session_timeout = %d;
                set jit = off""".formatted(limit.toMillis(), wait.toMillis(), 2 * limit.toMillis()));
        return config;
    }

    /** @param socketTimeout for an answer that never comes, where the server can't say so any more; zero for none */
    private static PGSimpleDataSource source(StoreUrl.Postgres url, Duration socketTimeout) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {url.host()});
        source.setPortNumbers(new int[] {url.port()});
        source.setDatabaseName(url.database());
        source.setUser(url.user());
        source.setPassword(url.password());
        source.setApplicationName("terse");
        source.setConnectTimeout((int) SHORT_WAIT.toSeconds());
        source.setLoginTimeout((int) SHORT_WAIT.plus(SHORT_WAIT).toSeconds());
        source.setSocketTimeout((int) socketTimeout.toSeconds());
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        source.setLogServerErrorDetail(false);
        try {
            for (var parameter : url.parameters().entrySet()) {
                source.setProperty(parameter.getKey(), parameter.getValue());
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException("the PostgreSQL URL has a parameter without meaning", e);
        }
        return source;
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        try (Handle handle = jdbi.open()) {
            return work.apply(handle);
        } catch (RuntimeException e) {
            throw Failures.translated(e);
        }
    }

    @Override
    public <T> T write(Lane lane, Function<Handle, T> work, Predicate<? super T> commits) {
        for (int tries = 1; ; tries++) {
            try {
                return transact(work, commits);
            } catch (RuntimeException e) {
                if (tries == MAX_TRIES || !Failures.isUndone(e)) {
                    throw Failures.translated(e);
                }
                LOG.debug("undone by the server, done again", e);
            }
            giveWay(tries);
        }
    }

    /** Lets the transaction that the server spared come to its end: without that, both may meet again. */
    private static void giveWay(int tries) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(20L * tries, 60L * tries));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageUnavailable("interrupted while waiting for the store", e);
        }
    }

    private <T> T transact(Function<Handle, T> work, Predicate<? super T> commits) {
        try (Handle handle = jdbi.open()) {
            handle.begin();
            boolean committed = false;
            try {
                T result = work.apply(handle);
                if (commits.test(result)) {
                    handle.commit();
                    committed = true;
                }
                return result;
            } finally {
                if (!committed) {
                    undo(handle);
                }
            }
        }
    }

    private static void undo(Handle handle) {
        try {
            handle.rollback();
        } catch (JdbiException e) {
            // The pool closes a connection that is lost, and the server undoes what came over it.
            LOG.debug("no rollback, the connection is lost", e);
        }
    }

    @Override
    public DataSource writer() {
        return pool;
    }

    @Override
    public DataSource migrator() {
        return source(url, Duration.ZERO);
    }

    @Override
    public int writers() {
        return 2;
    }

    @Override
    public void close() {
        pool.close();
    }
}
