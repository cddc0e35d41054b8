package dev.terse.storage;

class SqliteInstallationTest extends InstallationContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }

    @Override
    String engine() {
        return "sqlite";
    }
}
