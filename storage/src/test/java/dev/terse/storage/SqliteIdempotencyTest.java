package dev.terse.storage;

class SqliteIdempotencyTest extends IdempotencyContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
