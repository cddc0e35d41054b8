package dev.terse.storage;

class SqliteClicksTest extends ClicksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
