package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetentionTasksTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-06-30T12:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "delete-expired-links, PT24H, delete expired before 2026-06-29T12:00:00Z at 2026-06-30T12:00:00Z",
        "erase-deleted-links, P30D, erase deleted before 2026-05-31T12:00:00Z",
        "prune-idempotency, PT24H, prune idempotency before 2026-06-29T12:00:00Z",
        "prune-changes, PT1H, prune changes before 2026-06-30T11:00:00Z",
    })
    void run_moreThanOnePiece_repeatsUntilNothingIsLeft(String name, Duration keep, String call) {
        CountedRetention retention = new CountedRetention(2);

        task(name, keep, retention).run(() -> true);

        assertThat(retention.calls()).containsExactly(call, call, call);
    }

    @ParameterizedTest
    @CsvSource({"delete-expired-links", "erase-deleted-links", "prune-idempotency", "prune-changes"})
    void run_workerStops_endsAfterThePiece(String name) {
        CountedRetention retention = new CountedRetention(1_000);
        AtomicInteger asked = new AtomicInteger();

        task(name, Duration.ofDays(1), retention).run(() -> asked.incrementAndGet() <= 2);

        assertThat(retention.calls()).hasSize(2);
    }

    @Test
    void names_ofAllTasks_differ() {
        assertThat(tasks(Duration.ofDays(1), new CountedRetention()).stream().map(WorkerTask::name))
                .doesNotHaveDuplicates();
    }

    @Test
    void tasks_expiredLinksKeptForEver_areNeverDeleted() {
        assertThat(WorkerService.retentionTasks(new CountedRetention(), WorkerSettings.DEFAULT, CLOCK).stream()
                        .map(WorkerTask::name))
                .containsExactly("erase-deleted-links", "prune-idempotency", "prune-changes");
    }

    private static WorkerTask task(String name, Duration keep, CountedRetention retention) {
        return tasks(keep, retention).stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<WorkerTask> tasks(Duration keep, CountedRetention retention) {
        WorkerSettings settings =
                new WorkerSettings(1, keep, keep, keep, keep, keep, null, WorkerSettings.Pace.DEFAULT);
        return WorkerService.retentionTasks(retention, settings, CLOCK);
    }
}
