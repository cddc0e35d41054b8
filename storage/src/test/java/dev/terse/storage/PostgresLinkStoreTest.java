package dev.terse.storage;

class PostgresLinkStoreTest extends LinkStoreContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
