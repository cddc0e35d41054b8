package dev.terse.storage;

class PostgresClicksTest extends ClicksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
