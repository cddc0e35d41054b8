package dev.terse.storage;

class PostgresVisitorKeysTest extends VisitorKeysContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
