package dev.terse.storage;

class PostgresStatsTest extends StatsContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
