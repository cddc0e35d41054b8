package dev.terse.storage;

class PostgresRetentionTest extends RetentionContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
