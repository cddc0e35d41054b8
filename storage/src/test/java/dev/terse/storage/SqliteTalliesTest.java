package dev.terse.storage;

class SqliteTalliesTest extends TalliesContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
