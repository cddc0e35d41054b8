package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.storage.Database.Lane;
import dev.terse.store.StorageUnavailable;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

class SqliteDatabaseTest extends StorageContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }

    private SqliteDatabase openDatabase() {
        return new SqliteDatabase(((StoreUrl.Sqlite) database.url()).file(), StorageOptions.DEFAULT);
    }

    private static String pragma(Handle handle, String name) {
        return handle.createQuery("pragma " + name).mapTo(String.class).one();
    }

    @Test
    void write_everyTransaction_isSyncedToDiskBeforeItIsAnswered() {
        try (SqliteDatabase opened = openDatabase()) {
            opened.write(Lane.REST, handle -> {
                assertThat(pragma(handle, "journal_mode")).isEqualTo("wal");
                assertThat(pragma(handle, "synchronous")).as("FULL").isEqualTo("2");
                assertThat(pragma(handle, "foreign_keys")).isEqualTo("1");
                return true;
            });
        }
    }

    @Test
    void write_workThatThrows_isUndone() {
        try (SqliteDatabase opened = openDatabase()) {
            assertThatThrownBy(() -> opened.write(Lane.REST, handle -> {
                        handle.execute("insert into workspace (name) values ('undone')");
                        throw new IllegalStateException("of the work");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("of the work");
            opened.write(Lane.REST, handle -> handle.execute("insert into workspace (name) values ('done')"));
        }
        assertThat(database.number("select count(*) from workspace where name = 'undone'"))
                .isZero();
        assertThat(database.number("select count(*) from workspace where name = 'done'"))
                .isOne();
    }

    @Test
    void read_workThatWrites_isRefused() {
        try (SqliteDatabase opened = openDatabase()) {
            assertThatThrownBy(() -> opened.read(
                            handle -> handle.execute("insert into workspace (name) values ('by a reader')")))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("readonly");
        }
    }

    @Test
    void read_statementThatFailed_canBeRunAgain() {
        String fails = "select json_extract(:json, '$.a')";
        try (SqliteDatabase opened = openDatabase()) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> opened.read(handle -> handle.createQuery(fails)
                                .bind("json", "{")
                                .mapTo(String.class)
                                .one()))
                        .isNotInstanceOf(StorageUnavailable.class);
                assertThat(opened.<String>read(handle -> handle.createQuery(fails)
                                .bind("json", "{\"a\":1}")
                                .mapTo(String.class)
                                .one()))
                        .isEqualTo("1");
            }
        }
    }
}
