package dev.terse.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;

/** The schema: one numbered set of migrations for all engines, in the folder {@code migrations} beside this class. */
final class Migrations {
    /** The number of the newest migration that this version brings. */
    static final int NEWEST = 10;

    private static final String TABLE = "schema_history";

    private final Database database;

    Migrations(Database database) {
        this.database = database;
    }

    /** Brings the schema up to {@link #NEWEST}; see {@link SqlStorage#migrate}. */
    void run() {
        DataSource source = database.migrator();
        // Flyway locks its own table, but of two that find none yet the second takes the first one's for a stranger's.
        try (Connection lock = source.getConnection();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute(database.dialect().lockSchema());
            flyway(source).migrate();
            lock.rollback();
        } catch (FlywayException | SQLException e) {
            throw Failures.translated(e);
        }
    }

    private Flyway flyway(DataSource source) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .loggers(QuietFlywayLog.Creator.class.getName())
                .dataSource(source)
                .locations("classpath:dev/terse/storage/migrations")
                .placeholders(database.dialect().placeholders())
                .table(TABLE)
                // A schema that holds an extension's views is not empty, and fine.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // A version may run on the schema of its successor while an upgrade rolls on.
                .ignoreMigrationPatterns("*:future")
                .load();
    }

    /** Whether the schema is at {@link #NEWEST} or beyond. */
    boolean isDone() {
        return current().map(version -> Integer.parseInt(version) >= NEWEST).orElse(false);
    }

    /** The number of the newest migration that was applied, empty before the first. */
    Optional<String> current() {
        return database.read(this::current);
    }

    private Optional<String> current(Handle handle) {
        String exists = "select " + database.dialect().tableExists(TABLE);
        if (!handle.createQuery(exists).mapTo(Boolean.class).one()) {
            return Optional.empty();
        }
        return handle.createQuery("""
                        select version from %s
                        where success and version is not null
                        order by installed_rank desc limit 1""".formatted(TABLE)).mapTo(String.class).findOne();
    }
}
