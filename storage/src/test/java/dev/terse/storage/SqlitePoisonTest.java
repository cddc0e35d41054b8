package dev.terse.storage;

class SqlitePoisonTest extends PoisonContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }
}
