package dev.terse.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder of one process's own files, locked for as long as the process runs. */
final class DataFolder implements AutoCloseable {
    private final FileChannel lockFile;

    private DataFolder(FileChannel lockFile) {
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder where it is missing, and locks it.
     *
     * @throws StartFailure where it can't be written, or another process has it
     */
    static DataFolder lock(Path folder) {
        try {
            create(folder);
            return tryLock(folder)
                    .orElseThrow(() -> new StartFailure("the data folder " + folder.toAbsolutePath()
                            + " is in use by another Terse; stop that one, or set " + Setting.DATA_DIR.key()));
        } catch (IOException failure) {
            throw new StartFailure(
                    "the data folder " + folder.toAbsolutePath() + " can't be written ("
                            + failure.getClass().getSimpleName().replace("Exception", "") + "); set "
                            + Setting.DATA_DIR.key() + " to a folder that this user may write",
                    failure);
        }
    }

    /** Locks an existing folder; empty where another process has it. */
    static Optional<DataFolder> tryLock(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve("terse.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(file) == null) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(new DataFolder(file));
    }

    /** A new folder is its owner's alone: the store in it holds the installation's secret. */
    private static void create(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
