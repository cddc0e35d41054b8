package dev.terse.storage;

import dev.terse.store.StorageUnavailable;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Tells failures of the engine from mistakes of ours.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 * @see <a href="https://www.sqlite.org/rescode.html">SQLite result codes</a>
 */
final class Failures {
    private static final Set<SQLiteErrorCode> SQLITE_UNAVAILABLE = Set.of(
            SQLiteErrorCode.SQLITE_PERM,
            SQLiteErrorCode.SQLITE_BUSY,
            SQLiteErrorCode.SQLITE_LOCKED,
            SQLiteErrorCode.SQLITE_NOMEM,
            SQLiteErrorCode.SQLITE_READONLY,
            SQLiteErrorCode.SQLITE_INTERRUPT,
            SQLiteErrorCode.SQLITE_IOERR,
            SQLiteErrorCode.SQLITE_CORRUPT,
            SQLiteErrorCode.SQLITE_FULL,
            SQLiteErrorCode.SQLITE_CANTOPEN,
            SQLiteErrorCode.SQLITE_PROTOCOL,
            SQLiteErrorCode.SQLITE_NOTADB);

    /** Classes: connection, authorisation, no such database, resources, operator, system, corruption. */
    private static final Set<String> POSTGRES_UNAVAILABLE_CLASSES = Set.of("08", "28", "3D", "53", "57", "58", "XX");

    private static final Set<String> POSTGRES_UNAVAILABLE = Set.of(
            "25006", // read-only: a standby
            "25P03", // idle in a transaction for too long
            "55P03"); // a lock was not to be had in time

    private static final Set<String> POSTGRES_UNDONE = Set.of(
            "40001", // serialization failure
            "40P01"); // deadlock

    private Failures() {}

    /**
     * What to throw for {@code failure}: {@link StorageUnavailable}, itself, or where that can't be one that names it as its
     * cause and says nothing of the engine's own words, which hold rows at times.
     */
    static RuntimeException translated(Throwable failure) {
        if (failure instanceof StorageUnavailable unavailable) {
            return unavailable;
        }
        SQLException cause = sqlCause(failure);
        if (cause != null && (failure instanceof ConnectionException || isUnavailable(cause))) {
            return new StorageUnavailable("the store can't answer: " + cause.getMessage(), cause);
        }
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException("the store refused a statement", failure);
        };
    }

    /** What to throw for what went wrong on another thread. */
    static RuntimeException translatedCause(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return translated(cause == null ? failure : cause);
    }

    /** Whether the engine undid a transaction for the sake of another, so that it is worth doing again. */
    static boolean isUndone(Throwable failure) {
        SQLException cause = sqlCause(failure);
        return cause != null && POSTGRES_UNDONE.contains(state(cause));
    }

    /** Whether a failure may be due to what was asked for, so that other requests have a chance. */
    static boolean isOfOneRequest(Throwable failure) {
        SQLException cause = sqlCause(failure);
        return !(failure instanceof StorageUnavailable)
                || (cause != null && (state(cause).equals("55P03") || isUndone(cause)));
    }

    private static boolean isUnavailable(SQLException failure) {
        if (failure instanceof SQLiteException sqlite) {
            return SQLITE_UNAVAILABLE.contains(SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff));
        }
        String state = state(failure);
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || failure instanceof SQLNonTransientConnectionException
                || POSTGRES_UNAVAILABLE.contains(state)
                || POSTGRES_UNDONE.contains(state)
                || (state.length() == 5 && POSTGRES_UNAVAILABLE_CLASSES.contains(state.substring(0, 2)));
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
