package dev.terse.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server of the tests' own. It may be stopped and started again, on the same port and with the same
 * data. Ends with the JVM at the latest.
 */
public final class TestPostgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable TestPostgres shared;

    private final Path data;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    private TestPostgres() throws IOException {
        data = Files.createTempDirectory("terse-postgres");
        port = freePort();
        start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** The one server that tests of this JVM share; nobody stops it for longer than a test of their own. */
    public static synchronized TestPostgres shared() {
        TestPostgres postgres = shared;
        if (postgres == null) {
            postgres = own();
            shared = postgres;
        }
        return postgres;
    }

    /** A server for the caller alone, who closes it. */
    public static TestPostgres own() {
        try {
            return new TestPostgres();
        } catch (IOException e) {
            throw new UncheckedIOException("no PostgreSQL server could be started", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts the server again, and returns when it answers. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the PostgreSQL server could not be started again", e);
        }
    }

    /** Stops the server; connections break. */
    public synchronized void stop() {
        EmbeddedPostgres running = server;
        server = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts the server again as a standby that follows nobody, and promotes it: it goes on in a new timeline. */
    public synchronized void promote(StoreUrl.Postgres database) {
        stop();
        try {
            Files.createFile(data.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
        execute(database, "select pg_promote()");
    }

    public int port() {
        return port;
    }

    /** Makes an empty database. */
    public StoreUrl.Postgres createDatabase() {
        String name = "terse_" + DATABASES.incrementAndGet();
        execute(
                new StoreUrl.Postgres("127.0.0.1", port, "postgres", "postgres", null, Map.of()),
                "create database " + name);
        return new StoreUrl.Postgres("127.0.0.1", port, name, "postgres", null, Map.of());
    }

    /** Connects without a pool, to do what a storage would not. */
    public Connection connect(StoreUrl.Postgres database) throws SQLException {
        EmbeddedPostgres running = server;
        if (running == null) {
            throw new SQLException("the server is stopped");
        }
        return running.getDatabase(database.user(), database.database()).getConnection();
    }

    /** Runs one statement in {@code database}. */
    public void execute(StoreUrl.Postgres database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Stops the server and removes its data. */
    @Override
    public synchronized void close() {
        stop();
        FileUtils.deleteQuietly(data.toFile());
    }
}
