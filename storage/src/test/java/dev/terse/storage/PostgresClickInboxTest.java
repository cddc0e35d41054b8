package dev.terse.storage;

class PostgresClickInboxTest extends ClickInboxContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
