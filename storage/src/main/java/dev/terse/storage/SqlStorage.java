package dev.terse.storage;

import dev.terse.Storage;
import dev.terse.change.Changes;
import dev.terse.click.ClickInbox;
import dev.terse.click.VisitorKeys;
import dev.terse.code.CodeBlocks;
import dev.terse.key.ApiKeys;
import dev.terse.link.LinkStore;
import dev.terse.link.ServedLinks;
import dev.terse.stats.Stats;
import dev.terse.store.Installation;
import dev.terse.store.Retention;
import dev.terse.store.StoreStatus;
import dev.terse.task.Tasks;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * The storage of one installation in a SQL database. Opening it needs no database: until there is one, and until its
 * schema is migrated, every method of its stores but {@link #migrate} and {@link #isMigrated} fails.
 */
public final class SqlStorage implements Storage {
    private final Database database;
    private final Migrations migrations;
    private final InstallationRow installation;
    private final SqlLinkStore links;
    private final ServedLinks servedLinks;
    private final CodeBlocks codeBlocks;
    private final ApiKeys apiKeys;
    private final Changes changes;
    private final ClickInbox clickInbox;
    private final Stats stats;
    private final VisitorKeys visitorKeys;
    private final Retention retention;
    private final Tasks tasks;

    private SqlStorage(
            Database database,
            Changes changes,
            LinkInserts inserts,
            Ledger ledger,
            CountRows counts,
            StorageOptions options,
            RandomGenerator random,
            InstantSource clock) {
        this.database = database;
        this.migrations = new Migrations(database);
        this.installation = new InstallationRow(database, options.secret(), random);
        this.links = new SqlLinkStore(database, inserts, options);
        this.servedLinks = new SqlServedLinks(database);
        this.codeBlocks = new SqlCodeBlocks(database);
        this.apiKeys = new SqlApiKeys(database);
        this.changes = changes;
        this.clickInbox = new SqlClickInbox(database);
        this.stats = new SqlStats(database, ledger, counts, clock);
        this.visitorKeys = new SqlVisitorKeys(database, random, clock);
        this.retention = new SqlRetention(database);
        this.tasks = new SqlTasks(database);
    }

    /** Opens the storage at {@code url}, without waiting for it. */
    public static SqlStorage open(StoreUrl url, StorageOptions options) {
        return open(url, options, new SecureRandom(), InstantSource.system());
    }

    /**
     * Like {@link #open(StoreUrl, StorageOptions)}, with the source of secrets and the clock that says for which days
     * visitors have keys.
     */
    static SqlStorage open(StoreUrl url, StorageOptions options, RandomGenerator random, InstantSource clock) {
        return switch (url) {
            case StoreUrl.Sqlite(var file) -> {
                Database database = new SqliteDatabase(file, options);
                yield new SqlStorage(
                        database,
                        new NumberedChanges(database),
                        new RowInserts(),
                        new NumberedLedger(database, options.timeLimit()),
                        new SqliteCountRows(),
                        options,
                        random,
                        clock);
            }
            case StoreUrl.Postgres postgres -> {
                Database database = new PostgresDatabase(postgres, options);
                yield new SqlStorage(
                        database,
                        new SnapshotChanges(database),
                        new ArrayInserts(),
                        new LockedLedger(database),
                        new PostgresCountRows(),
                        options,
                        random,
                        clock);
            }
        };
    }

    /**
     * Brings the schema up to date. Of several processes that do so at once, which PostgreSQL may have, one does and the
     * others wait.
     *
     * @throws dev.terse.store.StorageUnavailable where there is no database to be reached yet
     */
    public void migrate() {
        migrations.run();
    }

    /**
     * Whether the schema is one that this version works with.
     *
     * @throws dev.terse.store.StorageUnavailable where there is no database to be reached yet
     */
    public boolean isMigrated() {
        return migrations.isDone();
    }

    /**
     * Connections for db-scheduler, whose table is part of the schema. On SQLite there is one at a time, which keeps every
     * other write waiting while it is out.
     */
    public DataSource schedulerDataSource() {
        return database.writer();
    }

    @Override
    public Installation installation() {
        return installation.get();
    }

    @Override
    public LinkStore links() {
        return links;
    }

    @Override
    public ServedLinks servedLinks() {
        return servedLinks;
    }

    @Override
    public CodeBlocks codeBlocks() {
        return codeBlocks;
    }

    @Override
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    @Override
    public Changes changes() {
        return changes;
    }

    @Override
    public ClickInbox clickInbox() {
        return clickInbox;
    }

    @Override
    public Stats stats() {
        return stats;
    }

    @Override
    public VisitorKeys visitorKeys() {
        return visitorKeys;
    }

    @Override
    public Retention retention() {
        return retention;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public StoreStatus status() {
        Dialect dialect = database.dialect();
        String version = database.read(handle -> handle.createQuery("select " + dialect.version())
                .mapTo(String.class)
                .one());
        return new StoreStatus(dialect.engine(), version, migrations.current().orElse("0"));
    }

    /** Ends the writes under way, refuses those that wait, and closes the database. */
    @Override
    public void close() {
        links.close();
        database.close();
    }
}
