package dev.terse.storage;

class PostgresPoisonTest extends PoisonContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }
}
