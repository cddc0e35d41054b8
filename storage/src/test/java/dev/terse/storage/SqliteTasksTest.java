package dev.terse.storage;

class SqliteTasksTest extends TasksContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
