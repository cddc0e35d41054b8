package dev.terse.storage;

class PostgresIdempotencyTest extends IdempotencyContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
