package dev.terse.storage;

class PostgresApiKeysTest extends ApiKeysContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
