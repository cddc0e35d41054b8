package dev.terse.storage;

class SqliteLinkStoreTest extends LinkStoreContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
