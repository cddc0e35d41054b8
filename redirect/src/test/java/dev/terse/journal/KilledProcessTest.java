package dev.terse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it records clicks: what it was told is recorded is found, once and whole. */
@Timeout(300)
class KilledProcessTest {
    private static final int KILLS = 20;

    @TempDir
    Path folder;

    @Test
    void kill_whileClicksAreRecorded_losesNoneThatWasAcknowledged() throws Exception {
        Random random = new Random();
        JournalFixture fixture = new JournalFixture(folder);
        for (int kill = 0; kill < KILLS; kill++) {
            MemoryInbox inbox = new MemoryInbox();
            // Small ones in turn, so that a kill often comes where one segment ends and the next begins.
            boolean small = kill % 2 == 0;
            Set<Long> acknowledged =
                    recordUntilKilled(small ? 16 << 10 : 8 << 20, 1 + random.nextInt(small ? 500 : 50_000));

            Shipment shipment = Shipment.of(folder, inbox, fixture.clock);

            List<Long> found = inbox.links();
            assertThat(found).isSorted().doesNotHaveDuplicates();
            acknowledged.removeAll(new HashSet<>(found));
            assertThat(acknowledged)
                    .as("acknowledged and lost of %s in kill %s, %s", found.size(), kill, shipment)
                    .isEmpty();
            assertThat(inbox.gapBytes()).isZero();
            assertThat(shipment.clicks()).isEqualTo(found.size());
            assertThat(fixture.files()).isEmpty();
        }
    }

    /** The clicks that the process said it had recorded before it was killed. */
    private Set<Long> recordUntilKilled(int segment, int clicks) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(System.getProperty("terse.jvm.flags").split(" ")));
        command.addAll(List.of(JournalWriter.class.getName(), folder.toString(), Integer.toString(segment)));
        Path log = Files.createTempFile("terse-writer", ".log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        Set<Long> acknowledged = new HashSet<>();
        try (DataInputStream output = new DataInputStream(process.getInputStream())) {
            while (acknowledged.size() < clicks) {
                acknowledged.add(output.readLong());
            }
            // Through its handle, which leaves the pipe open: what it wrote before is still in there.
            assertThat(process.toHandle().destroyForcibly()).isTrue();
            while (true) {
                acknowledged.add(output.readLong());
            }
        } catch (EOFException end) {
            assertThat(acknowledged).as(Files.readString(log)).hasSizeGreaterThanOrEqualTo(clicks);
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(log);
        }
        return acknowledged;
    }
}
