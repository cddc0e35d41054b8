package dev.terse.storage;

class SqliteRetentionTest extends RetentionContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
