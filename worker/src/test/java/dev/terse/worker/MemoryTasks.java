package dev.terse.worker;

import dev.terse.task.TaskStatus;
import dev.terse.task.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Outcomes in memory, in the order in which they were noted. */
final class MemoryTasks implements Tasks {
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    record Outcome(String name, Instant at, @Nullable String error) {}

    List<Outcome> outcomes(String name) {
        return outcomes.stream().filter(outcome -> outcome.name.equals(name)).toList();
    }

    @Override
    public List<TaskStatus> all() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void ended(String name, Instant at, @Nullable String error) {
        outcomes.add(new Outcome(name, at, error));
    }
}
