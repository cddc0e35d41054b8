package dev.terse.storage;

class SqliteVisitorKeysTest extends VisitorKeysContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
