package dev.terse.worker;

import dev.terse.Storage;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file, and one connection to it that all writes share. A file can't go away, so an outage is played. */
final class SqliteWorkerServiceTest extends WorkerServiceContract {
    @TempDir
    private Path folder;

    private SqlStorage storage;
    private SwitchedDataSource source;

    @BeforeEach
    void open() {
        storage = SqlStorage.open(new StoreUrl.Sqlite(folder.resolve("worker.db")), StorageOptions.DEFAULT);
        storage.migrate();
        source = new SwitchedDataSource(storage.schedulerDataSource());
    }

    @AfterEach
    void close() {
        closeWorkers();
        storage.close();
    }

    @Override
    Engine engine() {
        return Engine.SQLITE;
    }

    @Override
    Storage storage() {
        return storage;
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
