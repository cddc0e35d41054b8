package dev.terse.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of all journals in one folder, and how much of the disk they take. Files of other names are nobody's business
 * here. For use by many threads; the folder is used by one process at a time, which its owner sees to.
 */
final class SegmentFolder {
    static final String SUFFIX = ".clicks";
    static final String DAMAGED = ".damaged";

    private static final Logger log = LoggerFactory.getLogger(SegmentFolder.class);
    private static final int ZEROS = 64 << 10;

    private final Path path;
    private final long maxBytes;
    private final AtomicLong usedBytes = new AtomicLong();
    private int newer;
    private int damaged;

    /**
     * @param path an existing folder
     * @param maxBytes of disk for all segments, whoever made them
     */
    SegmentFolder(Path path, long maxBytes) {
        this.path = path;
        this.maxBytes = maxBytes;
    }

    /** One file of a journal of an earlier start. */
    record Found(Path file, long length, long base) {}

    /**
     * The segments of earlier starts by journal, each journal's in the order of their bases. Deletes those that hold
     * nothing, sets aside those that can't be read, and counts them all. Called once, before any segment is made.
     */
    Map<UUID, List<Found>> find() throws IOException {
        Map<UUID, List<Found>> journals = new LinkedHashMap<>();
        for (Path file : list()) {
            if (file.toString().endsWith(SUFFIX)) {
                find(file, journals);
            } else {
                usedBytes.addAndGet(Files.size(file));
                damaged++;
            }
        }
        journals.values().forEach(segments -> segments.sort(Comparator.comparingLong(Found::base)));
        return journals;
    }

    private void find(Path file, Map<UUID, List<Found>> journals) throws IOException {
        long length = Files.size(file);
        usedBytes.addAndGet(length);
        switch (readHeader(file)) {
            case SegmentHeader.Reading.Used(SegmentHeader(UUID journal, long base)) ->
                journals.computeIfAbsent(journal, _ -> new ArrayList<>()).add(new Found(file, length, base));
            case SegmentHeader.Reading.Unused() -> delete(file, length);
            case SegmentHeader.Reading.OfVersion(int version) -> {
                newer++;
                log.warn(
                        "The clicks in {} are left alone: they are of format {}, which a newer Terse ships",
                        file,
                        version);
            }
            case SegmentHeader.Reading.Damaged() -> {
                Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                damaged++;
                log.warn(
                        "A file of clicks has no header that can be read. It is kept as {}, and can be deleted", aside);
            }
        }
    }

    /** Our own files, those set aside included, in the order of their names. */
    private List<Path> list() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, SegmentFolder::isOurs)) {
            entries.forEach(files::add);
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    private static boolean isOurs(Path file) {
        String name = file.toString();
        return (name.endsWith(SUFFIX) || name.endsWith(SUFFIX + DAMAGED)) && Files.isRegularFile(file);
    }

    /** How many files {@link #find} left alone, because a newer version wrote them. */
    int newer() {
        return newer;
    }

    /** How many files lie aside, because their headers are damaged. */
    int damaged() {
        return damaged;
    }

    private static SegmentHeader.Reading readHeader(Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(SegmentHeader.LENGTH);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // reads on until there is no more
            }
        }
        return SegmentHeader.read(header.array(), header.position());
    }

    /**
     * Makes a segment that stands ready: every page of it is on the disk's account and in this process's memory, so that no
     * store into it can fail or wait for either. Null where the bound leaves no room. Waits for the disk.
     *
     * @param number tells the segments of one journal apart
     * @throws IOException where the disk is full, or can't be written
     */
    @SuppressWarnings("MustBeClosed") // by Segment.release
    @Nullable
    Segment create(UUID journal, long number, int bytes) throws IOException {
        if (usedBytes.addAndGet(bytes) > maxBytes) {
            usedBytes.addAndGet(-bytes);
            return null;
        }
        Path file = path.resolve("%s-%08d%s".formatted(journal, number, SUFFIX));
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(bytes, ZEROS));
            for (int written = 0; written < bytes; ) {
                zeros.clear().limit(Math.min(zeros.capacity(), bytes - written));
                written += channel.write(zeros);
            }
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
            for (long page = 0; page < bytes; page += JournalSettings.PAGE) {
                memory.set(ValueLayout.JAVA_BYTE, page, (byte) 0);
            }
            return new Segment(file, memory, arena);
        } catch (IOException | RuntimeException | Error failure) {
            arena.close();
            Files.deleteIfExists(file);
            usedBytes.addAndGet(-bytes);
            throw failure;
        }
    }

    /** Deletes a segment of this process and gives its memory back. */
    void delete(Segment segment) {
        segment.release();
        deleteFile(segment);
    }

    /** Deletes the file of a segment of this process, whose memory somebody may still write to. */
    void deleteFile(Segment segment) {
        if (segment.file != null) {
            delete(segment.file, segment.size());
        }
    }

    /** Deletes a file; one that can't be deleted keeps its place on the account. */
    void delete(Path file, long bytes) {
        try {
            Files.deleteIfExists(file);
            usedBytes.addAndGet(-bytes);
        } catch (IOException failure) {
            log.warn("A file of clicks that are handed over can't be deleted: {}", failure.toString());
        }
    }

    /** Brings the names of new files to disk. Waits for it. */
    void forceNames() throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Bytes of disk that the segments take. */
    long usedBytes() {
        return usedBytes.get();
    }

    long maxBytes() {
        return maxBytes;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
