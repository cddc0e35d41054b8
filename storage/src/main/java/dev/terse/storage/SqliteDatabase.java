package dev.terse.storage;

import dev.terse.store.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite in this process: one connection that writes, several that read, each on its own platform thread. In WAL mode
 * readers and the writer never wait for each other; a second writer would only wait for the first, without order.
 */
final class SqliteDatabase implements Database {
    private final Path file;
    private final Duration timeLimit;
    private final JobQueue writes = new JobQueue();
    private final JobQueue reads = new JobQueue();
    private final SqliteThread writer;
    private final List<SqliteThread> readers = new ArrayList<>();

    SqliteDatabase(Path file, StorageOptions options) {
        this.file = file.toAbsolutePath();
        this.timeLimit = options.timeLimit();
        makeFolder(this.file);
        // Half of the limit, so that a file that another process holds is told from an answer that is slow.
        Duration busyTimeout = timeLimit.dividedBy(2);
        writer = new SqliteThread("terse-sqlite-writer", new SqliteConnection(this.file, busyTimeout, false), writes);
        for (int i = 1; i <= options.connections(); i++) {
            SqliteConnection connection = new SqliteConnection(this.file, busyTimeout, true);
            readers.add(new SqliteThread("terse-sqlite-reader-" + i, connection, reads));
        }
        writer.start();
        readers.forEach(SqliteThread::start);
    }

    private static void makeFolder(Path file) {
        Path folder = file.getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new StorageUnavailable("the folder " + folder + " can't be made", e);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        Job<T> job = new Job<>(connection -> connection.read(work));
        reads.add(Lane.REST, job);
        return job.await(timeLimit, () -> readers.forEach(reader -> reader.interrupt(job)));
    }

    @Override
    public <T> T write(Lane lane, Function<Handle, T> work, Predicate<? super T> commits) {
        Job<T> job = new Job<>(connection -> connection.write(work, commits));
        writes.add(lane, job);
        return job.await(timeLimit, () -> {});
    }

    @Override
    public DataSource writer() {
        return new SqliteLeases(writes, timeLimit);
    }

    @Override
    public DataSource migrator() {
        SQLiteDataSource source = new SQLiteDataSource(SqliteConnection.config(timeLimit));
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public int writers() {
        return 1;
    }

    /** Ends what is under way and refuses the rest. The writer goes last: the last connection tidies up the log. */
    @Override
    public void close() {
        reads.close();
        readers.forEach(reader -> reader.join(timeLimit));
        writes.close();
        writer.join(timeLimit);
    }
}
