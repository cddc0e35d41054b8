package dev.terse.worker;

import dev.terse.Storage;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

final class PostgresqlClickCounterTest extends ClickCounterContract {
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
        storage = SqlStorage.open(server.createDatabase(), StorageOptions.DEFAULT);
        storage.migrate();
    }

    @AfterEach
    void close() {
        stopTallying();
        storage.close();
    }

    @Override
    Storage storage() {
        return storage;
    }
}
