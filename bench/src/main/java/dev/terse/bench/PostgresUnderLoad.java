package dev.terse.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * A PostgreSQL server on the servers' core with PostgreSQL's own defaults, above all {@code fsync} and {@code
 * synchronous_commit} on, and an empty database. Ends when closed, and at the latest with the JVM.
 */
final class PostgresUnderLoad implements AutoCloseable {
    /** What {@link EmbeddedPostgres} sets otherwise for tests, and what PostgreSQL presets. */
    private static final Map<String, String> DEFAULTS =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on", "max_connections", "100");

    private final EmbeddedPostgres server;
    private final Path data;

    private PostgresUnderLoad(EmbeddedPostgres server, Path data) {
        this.server = server;
        this.data = data;
    }

    /** Starts a server whose data is in {@code folder}. */
    static PostgresUnderLoad start(Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("postgresql");
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder().setDataDirectory(data).setPort(Machine.freePort());
        DEFAULTS.forEach(builder::setServerConfig);
        PostgresUnderLoad postgres = new PostgresUnderLoad(builder.start(), data);
        try {
            postgres.requireSettings();
            Machine.moveToServerCore(postgres.postmaster());
            return postgres;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            postgres.close();
            throw failure;
        }
    }

    private void requireSettings() {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                PreparedStatement show = connection.prepareStatement("select current_setting(?)")) {
            for (Map.Entry<String, String> setting : DEFAULTS.entrySet()) {
                show.setString(1, setting.getKey());
                try (ResultSet row = show.executeQuery()) {
                    if (!row.next() || !setting.getValue().equals(row.getString(1))) {
                        throw new ScenarioFailure("PostgreSQL did not take " + setting);
                    }
                }
            }
        } catch (SQLException failure) {
            throw new ScenarioFailure("PostgreSQL does not answer", failure);
        }
    }

    /** The server's first process, the parent of all others. */
    ProcessHandle postmaster() throws IOException {
        String first = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(first.strip()))
                .orElseThrow(() -> new ScenarioFailure("the PostgreSQL server has ended"));
    }

    /** Where the database is, as Terse is told. */
    String storeUrl() {
        return "postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres";
    }

    /** Where it is, as JDBC is told. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            FileUtils.deleteQuietly(data.toFile());
        }
    }
}
