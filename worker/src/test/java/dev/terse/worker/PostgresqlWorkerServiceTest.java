package dev.terse.worker;

import dev.terse.Storage;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.TestPostgres;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server that is stopped for an outage. */
final class PostgresqlWorkerServiceTest extends WorkerServiceContract {
    private static TestPostgres server;

    private SqlStorage storage;

    @BeforeAll
    static void startServer() {
        server = TestPostgres.own();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        storage =
                SqlStorage.open(server.createDatabase(), StorageOptions.DEFAULT.withTimeLimit(Duration.ofMillis(500)));
        storage.migrate();
    }

    @AfterEach
    void close() {
        closeWorkers();
        storage.close();
    }

    @Override
    Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Override
    DataSource source() {
        return storage.schedulerDataSource();
    }

    @Override
    void takeDown() {
        server.stop();
    }

    @Override
    void bringBack() {
        server.start();
    }
}
