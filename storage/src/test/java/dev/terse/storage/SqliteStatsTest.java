package dev.terse.storage;

class SqliteStatsTest extends StatsContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
