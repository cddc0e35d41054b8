package dev.terse.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * A connection to a SQLite file, opened when it is needed first and again after it broke. Used by one thread, but for
 * {@link #interrupt}.
 *
 * <p>Transactions are begun and ended by statements of ours: the driver's own way begins the next transaction, and with
 * it takes the lock to write, as soon as it commits one.
 */
final class SqliteConnection {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteConnection.class);

    /** Pages kept in memory, in KiB. Codes are at random in their index, so that a writer touches all of it. */
    private static final int WRITER_CACHE_KIB = 32 * 1024;

    private static final int READER_CACHE_KIB = 8 * 1024;

    /**
     * Pages in the log that make a commit copy them into the file. More than SQLite's own 1,000: a page that was written
     * by several commits is copied once.
     */
    private static final int CHECKPOINT_PAGES = 8_000;

    private static final int LOG_LIMIT_BYTES = 64 << 20;

    private final Path file;
    private final SQLiteConfig config;
    private final boolean readOnly;
    private volatile @Nullable Opened opened;

    SqliteConnection(Path file, Duration busyTimeout, boolean readOnly) {
        this.file = file;
        this.config = config(busyTimeout);
        config.setCacheSize(-(readOnly ? READER_CACHE_KIB : WRITER_CACHE_KIB));
        this.readOnly = readOnly;
    }

    static SQLiteConfig config(Duration busyTimeout) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) busyTimeout.toMillis());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        config.setJournalSizeLimit(LOG_LIMIT_BYTES);
        config.setGetGeneratedKeys(false);
        // One thread uses a connection, so that none has to be kept out by a lock at each call.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        return config;
    }

    <T> T read(Function<Handle, T> work) {
        try {
            return work.apply(open().handle);
        } catch (SQLException e) {
            throw Failures.translated(e);
        }
    }

    <T> T write(Function<Handle, T> work, Predicate<? super T> commits) {
        try {
            Opened open = open();
            open.execute("begin immediate");
            boolean ended = false;
            try {
                T result = work.apply(open.handle);
                open.execute(commits.test(result) ? "commit" : "rollback");
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    undo(open);
                }
            }
        } catch (SQLException e) {
            throw Failures.translated(e);
        }
    }

    /** The driver's connection, outside any transaction, for {@link SqliteLease}. */
    Connection raw() throws SQLException {
        return open().raw;
    }

    /** Breaks off the statement that runs now. The only method for other threads. */
    void interrupt() {
        Opened open = opened;
        if (open != null) {
            try {
                open.raw.getDatabase().interrupt();
            } catch (SQLException e) {
                LOG.warn("could not break off a statement", e);
            }
        }
    }

    /** Makes the next use open the file afresh. */
    void close() {
        Opened open = opened;
        opened = null;
        if (open != null) {
            try {
                open.raw.close();
            } catch (SQLException e) {
                LOG.warn("could not close the SQLite file", e);
            }
        }
    }

    private void undo(Opened open) {
        try {
            open.execute("rollback");
        } catch (SQLiteException e) {
            // After some errors, such as a full disk, SQLite has undone the transaction itself and has none to undo.
            if (e.getResultCode() != SQLiteErrorCode.SQLITE_ERROR) {
                LOG.warn("no rollback, the SQLite file is opened afresh", e);
                close();
            }
        } catch (SQLException e) {
            LOG.warn("no rollback, the SQLite file is opened afresh", e);
            close();
        }
    }

    private Opened open() throws SQLException {
        Opened open = opened;
        if (open == null) {
            open = new Opened((SQLiteConnection) config.createConnection("jdbc:sqlite:" + file), readOnly);
            opened = open;
        }
        return open;
    }

    private static final class Opened {
        final SQLiteConnection raw;
        final Handle handle;

        Opened(SQLiteConnection raw, boolean readOnly) throws SQLException {
            this.raw = raw;
            if (readOnly) {
                execute("pragma query_only = on");
            } else {
                // What is deleted inside a page is overwritten: a visitors' key is gone for good. Pages are not.
                execute("pragma secure_delete = fast");
            }
            StatementCache statements = new StatementCache();
            Jdbi jdbi = Jdbi.create(raw);
            jdbi.setStatementBuilderFactory(_ -> statements);
            Sql.configure(jdbi);
            handle = jdbi.open();
        }

        /** Not prepared ahead: the driver makes a prepared statement useless when it fails once. */
        void execute(String sql) throws SQLException {
            try (Statement statement = raw.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
