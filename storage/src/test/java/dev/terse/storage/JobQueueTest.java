package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.storage.Database.Lane;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JobQueueTest {
    private final JobQueue queue = new JobQueue();

    private Job<Integer> add(Lane lane) {
        Job<Integer> job = new Job<>(_ -> 1);
        queue.add(lane, job);
        return job;
    }

    @Test
    void take_bothLanesWaiting_beginsWithLinks() {
        Job<Integer> rest = add(Lane.REST);
        Job<Integer> first = add(Lane.LINKS);
        Job<Integer> second = add(Lane.LINKS);

        assertThat(List.of(take(), take(), take())).containsExactly(first, second, rest);
    }

    @Test
    void take_linksWithoutEnd_letsTheRestComeUpInBetween() {
        Job<Integer> rest = add(Lane.REST);
        List<Job<?>> taken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            add(Lane.LINKS);
        }
        for (int i = 0; i < 10; i++) {
            taken.add(take());
        }

        assertThat(taken).contains(rest);
        assertThat(taken.indexOf(rest)).isEqualTo(8);
    }

    @Test
    void add_moreThanItHolds_isUnavailable() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        add(Lane.REST);
                    }
                })
                .isInstanceOf(StorageUnavailable.class);
    }

    @Test
    void close_withJobsThatWait_refusesThem() {
        Job<Integer> waiting = add(Lane.REST);

        queue.close();

        assertThatThrownBy(() -> waiting.await(Duration.ofSeconds(1), () -> {})).isInstanceOf(StorageUnavailable.class);
        assertThat(queue.take()).isNull();
        assertThatThrownBy(() -> add(Lane.LINKS)).isInstanceOf(StorageUnavailable.class);
    }

    private Job<?> take() {
        Job<?> job = queue.take();
        assertThat(job).isNotNull();
        return Objects.requireNonNull(job);
    }
}
