package dev.terse.storage;

class PostgresLinkListTest extends LinkListContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
