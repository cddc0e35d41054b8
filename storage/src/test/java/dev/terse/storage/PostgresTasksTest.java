package dev.terse.storage;

class PostgresTasksTest extends TasksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
