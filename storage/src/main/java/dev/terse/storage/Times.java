package dev.terse.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Instants as columns hold them: whole milliseconds since 1970, anything finer cut off. */
final class Times {
    private Times() {}

    static @Nullable Long column(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static Instant whole(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static @Nullable Instant optional(ResultSet row, String column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(milliseconds);
    }
}
