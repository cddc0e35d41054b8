package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickInbox;
import dev.terse.click.Purpose;
import dev.terse.journal.ClickJournal;
import dev.terse.journal.ClickJournals;
import dev.terse.journal.JournalSettings;
import dev.terse.store.StorageUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code terse journal ship} as an operator uses it after the loss of a process. */
class JournalShipIT {
    @TempDir
    Path folder;

    @Test
    void ship_orphanedFolder_isHandedOverOnceAndOnlyWhereNothingIsInUse() throws Exception {
        Path orphan = folder.resolve("orphan");
        leaveClicks(orphan, 1_000);
        assertThat(fails("journal", "ship", orphan.toString())).contains("terse: there is no store");
        try (TerseProcess running = TerseProcess.start(folder, Map.of()).awaitReady()) {
            assertThat(fails("journal", "ship", orphan.toString())).contains("is in use by another Terse");
            Files.createDirectories(folder.resolve("data/journal"));
            assertThat(fails("journal", "ship", folder.resolve("data").toString()))
                    .contains("is in use by a running Terse");
            assertThat(running.isAlive()).isTrue();
        }
        assertThat(succeeds("journal", "ship", orphan.toString())).contains("Handed over 1,000 clicks");
        assertThat(orphan.resolve("journal")).isEmptyDirectory();
        assertThat(succeeds("journal", "ship", orphan.toString())).contains("Handed over 0 clicks");
    }

    @Test
    void ship_noDataFolder_saysSoInOneLine() {
        assertThat(fails("journal", "ship", folder.toString())).contains("is no data folder with clicks");
    }

    @Test
    void ship_withoutAFolder_isWrongUse() {
        try (TerseProcess terse = TerseProcess.run(folder, Map.of(), "journal", "ship")) {
            assertThat(terse.awaitExit()).isEqualTo(2);
            assertThat(terse.log()).contains("DIR");
        }
    }

    private String fails(String... arguments) {
        try (TerseProcess terse = TerseProcess.run(folder, Map.of(), arguments)) {
            assertThat(terse.awaitExit()).isEqualTo(1);
            assertThat(terse.log()).doesNotContain("\tat ");
            return terse.log();
        }
    }

    private String succeeds(String... arguments) {
        try (TerseProcess terse = TerseProcess.run(folder, Map.of(), arguments)) {
            assertThat(terse.awaitExit()).as(terse.log()).isZero();
            return terse.output();
        }
    }

    private static void leaveClicks(Path dataDir, int count) {
        ClickJournals journals = ClickJournals.start(
                dataDir.resolve("journal"),
                JournalSettings.of(64 << 20, 1),
                new NoInbox(),
                new Random(),
                InstantSource.system(),
                System::nanoTime,
                new SimpleMeterRegistry());
        ClickJournal journal = journals.open();
        ClickEncoder encoder = new ClickEncoder();
        for (int link = 0; link < count; link++) {
            int length = encoder.begin(1_795_000_000_000L, link, Purpose.VISIT).end();
            assertThat(journal.append(encoder.bytes(), length)).isTrue();
        }
        assertThat(journals.close(Duration.ofMillis(1)).clicks()).hasValue(count);
    }

    /** An inbox that never answers. */
    private static final class NoInbox implements ClickInbox {
        @Override
        public long position(UUID journal) {
            throw new StorageUnavailable("down");
        }

        @Override
        public long append(ClickBatch batch, Instant now) {
            throw new StorageUnavailable("down");
        }

        @Override
        public List<Waiting> waiting(int maxBytes) {
            throw new StorageUnavailable("down");
        }

        @Override
        public Depth depth() {
            throw new StorageUnavailable("down");
        }
    }
}
