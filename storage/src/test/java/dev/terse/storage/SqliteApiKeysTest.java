package dev.terse.storage;

class SqliteApiKeysTest extends ApiKeysContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
