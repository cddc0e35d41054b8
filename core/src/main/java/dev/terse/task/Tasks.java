package dev.terse.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the worker's recurring tasks, from any process. */
public interface Tasks {
    /** All tasks that were ever scheduled, by name. */
    List<TaskStatus> all();

    /** Notes the outcome of a run that ended. {@code error} is null after a success; it is cut to 500 characters. */
    void ended(String name, Instant at, @Nullable String error);
}
