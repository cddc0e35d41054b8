package dev.terse.storage;

class PostgresServedLinksTest extends ServedLinksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
