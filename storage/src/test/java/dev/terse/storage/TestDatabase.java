package dev.terse.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.commons.io.FileUtils;

/** An empty database of one engine, and a way into it that passes the storage by. */
interface TestDatabase {
    StoreUrl url();

    Connection connect() throws SQLException;

    /** Makes every insert of a link of this title fail. */
    List<String> poison(String title);

    default void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    default long number(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    static TestDatabase sqlite() {
        try {
            Path folder = Files.createTempDirectory("terse-sqlite");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(folder.toFile())));
            return new OfSqlite(folder.resolve("terse.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestDatabase postgres() {
        TestPostgres server = TestPostgres.shared();
        return new OfPostgres(server, server.createDatabase());
    }

    record OfSqlite(Path file) implements TestDatabase {
        @Override
        public StoreUrl url() {
            return new StoreUrl.Sqlite(file);
        }

        @Override
        public Connection connect() throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10000");
        }

        @Override
        public List<String> poison(String title) {
            return List.of("""
                    create trigger poison before insert on link when new.title = '%s'
                    begin select raise(abort, 'poisoned'); end""".formatted(title));
        }
    }

    record OfPostgres(TestPostgres server, StoreUrl.Postgres url) implements TestDatabase {
        @Override
        public Connection connect() throws SQLException {
            return server.connect(url);
        }

        @Override
        public List<String> poison(String title) {
            return List.of("""
                    create function poisoned() returns trigger language plpgsql as
                    $$ begin raise exception 'poisoned'; end $$""", """
                    create trigger poison before insert on link for each row when (new.title = '%s')
                    execute function poisoned()""".formatted(title));
        }
    }
}
