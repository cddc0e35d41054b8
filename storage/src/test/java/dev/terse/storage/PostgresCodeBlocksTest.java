package dev.terse.storage;

class PostgresCodeBlocksTest extends CodeBlocksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
