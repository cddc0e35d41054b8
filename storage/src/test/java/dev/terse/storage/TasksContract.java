package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.terse.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The tasks as db-scheduler itself leaves them. */
abstract class TasksContract extends StorageContract {
    private TaskStatus status(String name) {
        return storage.tasks().all().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Scheduler scheduler(RecurringTask<?> task) {
        return Scheduler.create(storage.schedulerDataSource())
                .startTasks(task)
                .pollingInterval(Duration.ofMillis(50))
                .threads(2)
                .build();
    }

    @Test
    void all_aTaskThatRunsAndFails_isToldAsItStands() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch holdThird = new CountDownLatch(1);
        CountDownLatch thirdBegan = new CountDownLatch(1);
        RecurringTask<Void> task = Tasks.recurring("the-task", FixedDelay.ofMillis(10))
                .execute((_, _) -> {
                    int run = runs.incrementAndGet();
                    if (run == 2) {
                        throw new IllegalStateException("the second run fails");
                    }
                    if (run == 3) {
                        thirdBegan.countDown();
                        try {
                            holdThird.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
        Instant start = Instant.now().minusMillis(1);
        Scheduler scheduler = scheduler(task);
        scheduler.start();
        try {
            assertThat(thirdBegan.await(20, TimeUnit.SECONDS)).isTrue();
            TaskStatus running = status("the-task");
            assertThat(running.running()).isTrue();
            assertThat(running.failures()).isOne();
            assertThat(running.lastSuccess()).isBetween(start, Instant.now());
            assertThat(running.lastFailure()).isBetween(start, Instant.now());
            holdThird.countDown();
            await().atMost(Duration.ofSeconds(20)).until(() -> runs.get() > 4);
        } finally {
            holdThird.countDown();
            scheduler.stop();
        }
        TaskStatus stopped = status("the-task");
        assertThat(stopped.failures()).isZero();
        assertThat(stopped.nextRun()).isNotNull();
    }

    @Test
    void ended_afterAFailureAndAfterASuccess_isPartOfTheStatus() {
        RecurringTask<Void> task =
                Tasks.recurring("noted", FixedDelay.ofHours(9)).execute((_, _) -> {});
        Scheduler scheduler = scheduler(task);
        scheduler.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> status("noted").lastSuccess() != null);
        scheduler.stop();
        assertThat(status("noted").lastRun()).isNull();

        storage.tasks().ended("noted", NOW, "x".repeat(600));
        assertThat(status("noted").lastRun()).isEqualTo(NOW);
        assertThat(status("noted").lastError()).isEqualTo("x".repeat(500));

        storage.tasks().ended("noted", NOW.plusSeconds(1), null);
        assertThat(status("noted").lastRun()).isEqualTo(NOW.plusSeconds(1));
        assertThat(status("noted").lastError()).isNull();
    }

    @Test
    void all_oneOffTasks_areNotAmongThem() {
        Instant at = Instant.parse("2999-01-01T00:00:00Z");
        var once = Tasks.oneTime("just-once").execute((_, _) -> {});
        Scheduler scheduler =
                Scheduler.create(storage.schedulerDataSource(), once).build();
        scheduler.schedule(once.instance("1"), at);

        assertThat(storage.tasks().all().stream().map(TaskStatus::name)).doesNotContain("just-once");
        assertThat(scheduler
                        .getScheduledExecutionsForTask("just-once", Void.class)
                        .getFirst()
                        .getExecutionTime())
                .isEqualTo(at);
    }
}
