package dev.terse.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Where a store is: the parsed form of {@code sqlite:<file>} or {@code postgresql://user[:password]@host[:port]/db}. */
public sealed interface StoreUrl {
    /** A file, made with its folder at the first start. */
    record Sqlite(Path file) implements StoreUrl {
        @Override
        public String toString() {
            return "sqlite:" + file;
        }
    }

    /**
     * A database of a PostgreSQL server.
     *
     * @param host name or address, an IPv6 one without brackets
     * @param parameters of pgjdbc, such as {@code sslmode}
     */
    record Postgres(
            String host,
            int port,
            String database,
            String user,
            @Nullable String password,
            Map<String, String> parameters)
            implements StoreUrl {
        public static final int DEFAULT_PORT = 5432;

        public Postgres {
            parameters = Map.copyOf(parameters);
        }

        /** The same place with a password that was given apart from the URL. */
        public Postgres withPassword(String secret) {
            return new Postgres(host, port, database, user, secret, parameters);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "postgresql://" + user + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/"
                    + database;
        }
    }

    /**
     * Reads the text form. User, password, database and parameters may be percent-encoded.
     *
     * @throws IllegalArgumentException with a message that says what is wrong and never holds the password
     */
    static StoreUrl parse(String text) {
        if (text.startsWith("sqlite:")) {
            return parseSqlite(text.substring("sqlite:".length()));
        }
        Matcher postgres = PostgresForm.PATTERN.matcher(text);
        if (postgres.matches()) {
            return PostgresForm.read(postgres);
        }
        if (text.startsWith("postgresql:") || text.startsWith("postgres:")) {
            throw new IllegalArgumentException(
                    "a PostgreSQL store is named postgresql://user[:password]@host[:port]/database");
        }
        throw new IllegalArgumentException(
                "a store is named sqlite:<file> or postgresql://user[:password]@host[:port]/database");
    }

    private static StoreUrl parseSqlite(String file) {
        if (file.isBlank() || file.startsWith("//")) {
            throw new IllegalArgumentException("a SQLite store is named sqlite:<file>, such as sqlite:data/terse.db");
        }
        try {
            return new Sqlite(Path.of(file));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no path of a file: " + file, e);
        }
    }
}
