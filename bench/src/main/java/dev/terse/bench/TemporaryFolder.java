package dev.terse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** A folder of one measurement, removed with all that is in it when closed, and at the latest with the JVM. */
record TemporaryFolder(Path path) implements AutoCloseable {
    /**
     * Makes one where temporary files are, and warns where that is no disk: a sync costs nothing in memory.
     */
    static TemporaryFolder make() throws IOException {
        Path path = Files.createTempDirectory("terse-bench-");
        if (Files.getFileStore(path).type().equals("tmpfs")) {
            System.err.println(
                    "bench: " + path + " is in memory, where syncs are free. Set TMPDIR to a folder on a disk.");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(path.toFile())));
        return new TemporaryFolder(path);
    }

    @Override
    public void close() {
        FileUtils.deleteQuietly(path.toFile());
    }
}
