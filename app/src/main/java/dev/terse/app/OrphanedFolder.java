package dev.terse.app;

import dev.terse.journal.Shipment;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import dev.terse.store.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The data folder of a process that will not start again. */
final class OrphanedFolder {
    private final Path folder;

    OrphanedFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Hands its clicks over to the store of a configuration, and says in one sentence what those were. Keeps the folder
     * locked meanwhile.
     *
     * @throws StartFailure where that can't be done; clicks that were not handed over are still in the folder
     */
    String ship(Config config, InstantSource clock) {
        Path journal = folder.resolve(RedirectRole.JOURNAL);
        if (!Files.isDirectory(journal)) {
            throw new StartFailure(folder + " is no data folder with clicks: there is no " + journal);
        }
        try (DataFolder _ = lock()) {
            if (config.store() instanceof StoreUrl.Sqlite && !isSameFolder(config.dataDir())) {
                // A running process has that file to itself, and ships what it finds in its own folder.
                try (DataFolder _ = DataFolder.lock(config.dataDir())) {
                    return ship(journal, config, clock);
                }
            }
            return ship(journal, config, clock);
        } catch (StorageUnavailable down) {
            throw new StartFailure(
                    "the store " + config.store() + " can't take the clicks: " + down.getMessage()
                            + "; what it has not is still in " + journal,
                    down);
        } catch (IOException failure) {
            throw new StartFailure(
                    "the clicks in " + journal + " can't be read: " + failure
                            + "; what the store has not is still there",
                    failure);
        }
    }

    private DataFolder lock() throws IOException {
        return DataFolder.tryLock(folder)
                .orElseThrow(() ->
                        new StartFailure(folder + " is in use by a running Terse, which hands over its clicks itself"));
    }

    private boolean isSameFolder(Path other) throws IOException {
        return Files.exists(other) && Files.isSameFile(folder, other);
    }

    private static String ship(Path journal, Config config, InstantSource clock) throws IOException {
        if (config.store() instanceof StoreUrl.Sqlite(Path file) && !Files.exists(file)) {
            throw new StartFailure("there is no store " + config.store());
        }
        try (SqlStorage storage = SqlStorage.open(config.store(), StorageOptions.DEFAULT)) {
            if (!storage.isMigrated()) {
                throw new StartFailure("the store " + config.store()
                        + " has not the tables of this version yet, which `terse serve` makes");
            }
            return told(journal, Shipment.of(journal, storage.clickInbox(), clock));
        }
    }

    private static String told(Path journal, Shipment shipment) {
        String text = "Handed over %,d clicks (%,d bytes) of %,d journals."
                .formatted(shipment.clicks(), shipment.bytes(), shipment.journals());
        if (shipment.tornBytes() > 0) {
            text += " %,d bytes were no whole clicks, and are left out.".formatted(shipment.tornBytes());
        }
        if (!shipment.left().isNothing()) {
            throw new StartFailure(text + " Clicks are left in " + journal + ": " + reasons(shipment.left()));
        }
        return text;
    }

    private static String reasons(Shipment.Left left) {
        List<String> reasons = new ArrayList<>();
        if (left.unreadable() > 0) {
            reasons.add("%,d files can't be read from the disk, which another try may".formatted(left.unreadable()));
        }
        if (left.newer() > 0) {
            reasons.add("%,d files were written by a newer version, which ships them".formatted(left.newer()));
        }
        if (left.damaged() > 0) {
            reasons.add("%,d files that end in .damaged have no header that can be read".formatted(left.damaged()));
        }
        return String.join("; ", reasons);
    }
}
