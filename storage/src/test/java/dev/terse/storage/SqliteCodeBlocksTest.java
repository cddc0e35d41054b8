package dev.terse.storage;

class SqliteCodeBlocksTest extends CodeBlocksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
