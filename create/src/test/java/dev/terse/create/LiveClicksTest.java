package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terse.create.LiveClicks.Opened;
import dev.terse.stats.Scope;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often keys are checked while streams are open. */
class LiveClicksTest {
    private static final LiveWatch WATCH = new LiveWatch(1, new Scope.OfDomain(1));

    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicInteger checks = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final LiveClicks live = new LiveClicks(
            new FakeStats(passes::incrementAndGet), new FakeStorage(), Thread::startVirtualThread, nanos::get);

    @AfterEach
    void stop() {
        live.close();
    }

    private void open(String key, BooleanSupplier allowed) {
        assertThat(live.open(WATCH, key, -1, allowed)).isInstanceOf(Opened.class);
    }

    private void awaitMorePasses(int more) {
        int before = passes.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> passes.get() >= before + more);
    }

    @Test
    void keys_ofSeveralStreams_areCheckedOnceEach() {
        for (int i = 0; i < 5; i++) {
            open("one", () -> checks.incrementAndGet() > 0);
            open("two", () -> checks.incrementAndGet() > 0);
        }
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        awaitMorePasses(3);
        assertThat(checks).hasValue(2);
        assertThat(live.size()).isEqualTo(10);
    }

    @Test
    void key_noLongerAllowed_endsAllItsStreams() {
        open("one", () -> false);
        open("one", () -> false);
        open("two", () -> true);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        await().atMost(Duration.ofSeconds(20)).until(() -> live.size() == 1);
    }

    @Test
    void storeDown_whileKeysAreChecked_isAskedOnceInAPass() {
        for (int i = 0; i < 10; i++) {
            open("key-" + i, () -> {
                checks.incrementAndGet();
                throw new StorageUnavailable("down");
            });
        }
        int before = passes.get();
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        awaitMorePasses(3);
        assertThat(checks).hasValueBetween(1, passes.get() - before + 2);
        assertThat(live.size()).isEqualTo(10);
    }
}
