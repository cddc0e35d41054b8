package dev.terse.storage;

import dev.terse.storage.Database.Lane;
import dev.terse.task.TaskStatus;
import dev.terse.task.Tasks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The worker's recurring tasks: when they run, from db-scheduler's table, and what came of it, from one of our own. */
final class SqlTasks implements Tasks {
    private static final int MAX_ERROR = 500;

    private final Database database;

    SqlTasks(Database database) {
        this.database = database;
    }

    @Override
    public List<TaskStatus> all() {
        Dialect dialect = database.dialect();
        return database.read(handle -> handle.createQuery("""
                        select s.task_name, o.last_run, %s as last_success, %s as last_failure, %s as next_run,
                            coalesce(s.consecutive_failures, 0) as failures, o.last_error, s.picked
                        from scheduled_tasks s left join task_outcome o on o.name = s.task_name
                        where s.task_instance = 'recurring'
                        order by s.task_name""".formatted(
                                dialect.milliseconds("s.last_success"),
                                dialect.milliseconds("s.last_failure"),
                                dialect.milliseconds("s.execution_time")))
                .map((row, _) -> new TaskStatus(
                        row.getString("task_name"),
                        Times.optional(row, "last_run"),
                        Times.optional(row, "last_success"),
                        Times.optional(row, "last_failure"),
                        Times.optional(row, "next_run"),
                        row.getInt("failures"),
                        row.getString("last_error"),
                        row.getBoolean("picked")))
                .list());
    }

    @Override
    public void ended(String name, Instant at, @Nullable String error) {
        database.write(
                Lane.REST,
                handle -> handle.createUpdate("""
                        insert into task_outcome (name, last_run, last_error) values (:name, :at, :error)
                        on conflict (name) do update set last_run = excluded.last_run, last_error = excluded.last_error""")
                        .bind("name", name)
                        .bind("at", at.toEpochMilli())
                        .bind("error", error == null ? null : cut(error))
                        .execute());
    }

    private static String cut(String error) {
        return error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR);
    }
}
