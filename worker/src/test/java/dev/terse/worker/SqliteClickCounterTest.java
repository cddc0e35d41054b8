package dev.terse.worker;

import dev.terse.Storage;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteClickCounterTest extends ClickCounterContract {
    @TempDir
    private Path folder;

    private SqlStorage storage;

    @BeforeEach
    void open() {
        storage = SqlStorage.open(new StoreUrl.Sqlite(folder.resolve("clicks.db")), StorageOptions.DEFAULT);
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
