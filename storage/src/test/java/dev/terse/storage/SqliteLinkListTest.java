package dev.terse.storage;

class SqliteLinkListTest extends LinkListContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
