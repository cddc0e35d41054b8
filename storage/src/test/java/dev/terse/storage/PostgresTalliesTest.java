package dev.terse.storage;

class PostgresTalliesTest extends TalliesContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
