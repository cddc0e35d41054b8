package dev.terse.storage;

class SqliteClickInboxTest extends ClickInboxContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
