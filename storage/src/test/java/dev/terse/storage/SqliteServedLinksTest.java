package dev.terse.storage;

class SqliteServedLinksTest extends ServedLinksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
