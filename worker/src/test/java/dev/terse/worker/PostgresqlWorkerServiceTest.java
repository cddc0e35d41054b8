package dev.terse.worker;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A server of its own, whose database is closed for an outage. */
final class PostgresqlWorkerServiceTest extends WorkerServiceContract {
    private static EmbeddedPostgres server;
    private static HikariDataSource pool;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server = EmbeddedPostgres.start();
        administer("create database worker");
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.getDatabase("postgres", "worker"));
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(250);
        pool = new HikariDataSource(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    create table scheduled_tasks (
                        task_name            text not null,
                        task_instance        text not null,
                        task_data            bytea,
                        execution_time       timestamp with time zone not null,
                        picked               boolean not null,
                        picked_by            text,
                        last_success         timestamp with time zone,
                        last_failure         timestamp with time zone,
                        consecutive_failures int,
                        last_heartbeat       timestamp with time zone,
                        version              bigint not null,
                        primary key (task_name, task_instance)
                    )
                    """);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        pool.close();
        server.close();
    }

    @Override
    Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    DataSource source() {
        return pool;
    }

    @Override
    void takeDown() throws SQLException {
        administer("alter database worker allow_connections false");
        administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'worker'");
    }

    @Override
    void bringBack() throws SQLException {
        administer("alter database worker allow_connections true");
        await().ignoreExceptionsInstanceOf(SQLException.class).until(() -> {
            try (Connection connection = pool.getConnection()) {
                return connection.isValid(1);
            }
        });
    }

    private static void administer(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
