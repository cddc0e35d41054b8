package dev.terse.journal;

import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A process that records clicks until it is killed, with an inbox that never answers. Writes the number of each click to
 * its output, once that was recorded: in groups, as a pipe would be the slowest part else.
 */
final class JournalWriter {
    private static final int GROUP = 64;

    private JournalWriter() {}

    /**
     * Runs until it is killed.
     *
     * @param args the folder, and the bytes of a segment
     */
    public static void main(String[] args) throws IOException {
        // The output is for numbers alone; what is logged goes elsewhere.
        System.setOut(System.err);
        MemoryInbox inbox = new MemoryInbox();
        inbox.down();
        JournalSettings settings = new JournalSettings(
                256 << 20,
                Integer.parseInt(args[1]),
                64 << 10,
                Duration.ofMillis(250),
                Duration.ofSeconds(2),
                Duration.ofMillis(100));
        ClickJournals journals = ClickJournals.start(
                Path.of(args[0]),
                settings,
                inbox,
                new SecureRandom(),
                InstantSource.system(),
                System::nanoTime,
                new SimpleMeterRegistry());
        ClickJournal journal = journals.open();
        DataOutputStream output =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), GROUP * 8));
        ClickEncoder encoder = new ClickEncoder();
        byte[] text = new byte[600];
        for (long link = 0; ; link++) {
            int length = encoder.begin(System.currentTimeMillis(), link, Purpose.VISIT)
                    .text(ClickText.USER_AGENT, text, 0, (int) (link * 7919 % 512))
                    .text(ClickText.REFERRER, text, 0, (int) (link * 104_729 % 600))
                    .end();
            if (journal.append(encoder.bytes(), length)) {
                output.writeLong(link);
            }
        }
    }
}
