package dev.terse.worker;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One file and one connection to it, which whoever has it has alone. */
final class SqliteWorkerServiceTest extends WorkerServiceContract {
    @TempDir
    private static Path folder;

    private static HikariDataSource pool;
    private static SwitchedDataSource source;

    @BeforeAll
    static void open() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + folder.resolve("worker.db"));
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(1_000);
        pool = new HikariDataSource(config);
        source = new SwitchedDataSource(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    create table scheduled_tasks (
                        task_name            text not null,
                        task_instance        text not null,
                        task_data            blob,
                        execution_time       integer not null,
                        picked               integer not null,
                        picked_by            text,
                        last_success         integer,
                        last_failure         integer,
                        consecutive_failures integer,
                        last_heartbeat       integer,
                        version              integer not null,
                        primary key (task_name, task_instance)
                    ) strict
                    """);
        }
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Override
    Engine engine() {
        return Engine.SQLITE;
    }

    @Override
    DataSource source() {
        return source;
    }

    @Override
    void takeDown() {
        source.off();
    }

    @Override
    void bringBack() {
        source.on();
    }
}
