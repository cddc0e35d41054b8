package dev.terse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickReader;
import dev.terse.click.Purpose;
import dev.terse.journal.ClickJournals.Remaining;
import dev.terse.journal.Shipment.Left;
import dev.terse.store.StorageUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a later start makes of the files that an earlier one left, whatever became of them. */
@Timeout(60)
class LeftoverJournalTest {
    private static final UUID ID = new UUID(7, 8);
    private static final int SEGMENT = JournalFixture.SEGMENT;
    private static final int ROOM = SEGMENT - SegmentHeader.LENGTH;
    private static final int IN_SEGMENT = ROOM / Clicks.PLAIN;

    @TempDir
    Path folder;

    private JournalFixture fixture = new JournalFixture(Path.of("none"));

    @BeforeEach
    void makeFixture() {
        fixture = new JournalFixture(folder);
    }

    @Test
    void ship_wholeSegments_areHandedOverAndDeleted() throws Exception {
        write("1", ID, 0, records(0, IN_SEGMENT));
        write("2", ID, ROOM, records(IN_SEGMENT, IN_SEGMENT + 10));

        Shipment shipment = ship();

        int bytes = (IN_SEGMENT + 10) * Clicks.PLAIN;
        assertThat(shipment).isEqualTo(new Shipment(1, IN_SEGMENT + 10, bytes, 0, Left.NONE));
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, IN_SEGMENT + 10));
        assertThat(fixture.inbox.gapBytes()).isZero();
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_segmentThatEndsEarly_goesOnAtTheNextOnesBase() throws Exception {
        write("1", ID, 0, records(0, 5));
        write("2", ID, 5 * Clicks.PLAIN, records(5, 9));
        assertThat(ship().tornBytes()).isZero();
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, 9));
        assertThat(fixture.inbox.gapBytes()).isZero();
    }

    @Test
    void ship_namesInAnotherOrderThanBases_followsTheBases() throws Exception {
        write("1", ID, ROOM, records(IN_SEGMENT, IN_SEGMENT + 3));
        write("2", ID, 0, records(0, IN_SEGMENT));
        ship();
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, IN_SEGMENT + 3));
    }

    @Test
    void ship_inboxHasAPart_goesOnFromThere() throws Exception {
        write("1", ID, 0, records(0, IN_SEGMENT));
        write("2", ID, ROOM, records(IN_SEGMENT, IN_SEGMENT + 10));
        fixture.inbox.restore(ID, ROOM + 4 * Clicks.PLAIN);
        assertThat(ship().clicks()).isEqualTo(6);
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(IN_SEGMENT + 4, IN_SEGMENT + 10));
        assertThat(fixture.inbox.gapBytes()).isZero();
    }

    @Test
    void ship_inboxHasAll_onlyDeletes() throws Exception {
        write("1", ID, 0, records(0, 10));
        fixture.inbox.restore(ID, 10 * Clicks.PLAIN);
        assertThat(ship()).isEqualTo(new Shipment(1, 0, 0, 0, Left.NONE));
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_inboxWasRestored_leavesAGapForWhatIsDeleted() throws Exception {
        write("2", ID, ROOM, records(IN_SEGMENT, IN_SEGMENT + 10));
        fixture.inbox.restore(ID, 5 * Clicks.PLAIN);
        assertThat(ship()).isEqualTo(new Shipment(1, 10, 10 * Clicks.PLAIN, 0, Left.NONE));
        assertThat(fixture.inbox.gapBytes()).isEqualTo(ROOM - 5 * Clicks.PLAIN);
    }

    @Test
    void ship_pagesBeforeTheInboxsPositionNeverReachedTheDisk_readsOnFromThere() throws Exception {
        byte[] records = records(0, IN_SEGMENT);
        Arrays.fill(records, 0, 40 * Clicks.PLAIN, (byte) 0);
        write("1", ID, 0, records);
        fixture.inbox.restore(ID, 40 * Clicks.PLAIN);
        assertThat(ship().clicks()).isEqualTo(IN_SEGMENT - 40);
        assertThat(fixture.inbox.gapBytes()).isZero();
    }

    @Test
    void ship_powerLostPageBeforeALaterSegment_losesThatAndGoesOn() throws Exception {
        byte[] records = records(0, IN_SEGMENT);
        int lost = 100 * Clicks.PLAIN;
        Arrays.fill(records, lost, records.length, (byte) 0);
        write("1", ID, 0, records);
        write("2", ID, ROOM, records(IN_SEGMENT, IN_SEGMENT + 10));

        assertThat(ship()).isEqualTo(new Shipment(1, 110, 110 * Clicks.PLAIN, ROOM - lost, Left.NONE));
        assertThat(fixture.inbox.links())
                .hasSize(110)
                .endsWith(Clicks.numbers(IN_SEGMENT, IN_SEGMENT + 10).toArray(Long[]::new));
        assertThat(fixture.inbox.gapBytes()).isEqualTo(ROOM - lost);
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_powerLostBeyondWhatTheInboxHas_repeatsNothing() throws Exception {
        byte[] records = records(0, IN_SEGMENT);
        Arrays.fill(records, 100 * Clicks.PLAIN, records.length, (byte) 0);
        write("1", ID, 0, records);
        fixture.inbox.restore(ID, 120 * Clicks.PLAIN);
        assertThat(ship()).isEqualTo(new Shipment(1, 0, 0, 0, Left.NONE));
        assertThat(fixture.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7, 8, 9, 24, 25, 31})
    void ship_fileCutInsideARecord_hasWhatIsBefore(int left) throws Exception {
        Path file = write("1", ID, 0, records(0, 10));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(SegmentHeader.LENGTH + 6 * Clicks.PLAIN + left);
        }
        Shipment shipment = ship();
        assertThat(shipment.clicks()).isEqualTo(6);
        assertThat(shipment.tornBytes()).isBetween(1L, (long) left);
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, 6));
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_eachByteOfARecordWrong_endsBeforeIt() throws Exception {
        for (int wrong = 0; wrong < 25; wrong++) {
            byte[] records = records(0, 10);
            records[3 * Clicks.PLAIN + wrong] ^= 0x10;
            UUID id = new UUID(wrong, wrong);
            write("1", id, 0, records);
            Shipment shipment = ship();
            assertThat(shipment.clicks()).as("byte %s", wrong).isEqualTo(3);
            assertThat(shipment.tornBytes()).isBetween(6L * Clicks.PLAIN, 7L * Clicks.PLAIN);
        }
        assertThat(fixture.inbox.links()).hasSize(75).containsOnly(0L, 1L, 2L);
    }

    @Test
    void ship_payloadWithoutItsLength_isNotARecord() throws Exception {
        byte[] records = records(0, 4);
        Arrays.fill(records, 3 * Clicks.PLAIN, 3 * Clicks.PLAIN + 4, (byte) 0);
        write("1", ID, 0, records);
        assertThat(ship().clicks()).isEqualTo(3);
        assertThat(fixture.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, SEGMENT})
    void ship_segmentOfZeros_isDeleted(int length) throws Exception {
        Files.write(folder.resolve("1.clicks"), new byte[length]);
        assertThat(ship()).isEqualTo(new Shipment(0, 0, 0, 0, Left.NONE));
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_headerWithoutItsChecksum_isASegmentWithoutRecords() throws Exception {
        byte[] file = new byte[SEGMENT];
        System.arraycopy(SegmentHeader.template(ID), 0, file, 0, SegmentHeader.LENGTH);
        Files.write(folder.resolve("1.clicks"), file);
        ship();
        assertThat(fixture.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 20, 35, 59, 60, 63})
    void ship_headerDamaged_keepsTheFileAsideAndShipsTheOthers(int wrong) throws Exception {
        Path damaged = write("1", ID, 0, records(0, 10));
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[wrong] ^= 0x20;
        Files.write(damaged, bytes);
        write("2", new UUID(1, 1), 0, records(10, 20));

        assertThat(ship()).isEqualTo(new Shipment(1, 10, 10 * Clicks.PLAIN, 0, new Left(0, 0, 1)));
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(10, 20));
        assertThat(fixture.files()).containsExactly(folder.resolve("1.clicks.damaged"));
        assertThat(ship().left()).isEqualTo(new Left(0, 0, 1));
    }

    @Test
    void ship_formatOfALaterVersion_isLeftAlone() throws Exception {
        byte[] header = SegmentHeader.template(ID);
        header[8] = 2;
        ByteBuffer file = ByteBuffer.allocate(SEGMENT).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        file.put(header).putInt(SegmentHeader.CHECKSUM, SegmentHeader.setBase(header, 0, new CRC32C()));
        Files.write(folder.resolve("1.clicks"), file.array());
        assertThat(ship().left()).isEqualTo(new Left(0, 1, 0));
        assertThat(fixture.files()).containsExactly(folder.resolve("1.clicks"));
    }

    @Test
    void ship_diskFails_saysWhichFilesAreLeftAndShipsTheOthers() throws Exception {
        Path bad = write("1", ID, 0, records(0, 10));
        write("2", new UUID(1, 1), 0, records(10, 20));
        fixture.inbox.whenAsked(ID, () -> makeUnreadable(bad));

        assertThat(ship()).isEqualTo(new Shipment(2, 10, 10 * Clicks.PLAIN, 0, new Left(1, 0, 0)));
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(10, 20));
        assertThat(bad).exists();
    }

    @Test
    void close_diskFails_isNotToldAsHandedOver() throws Exception {
        Path bad = write("1", ID, 0, records(0, 10));
        fixture.inbox.whenAsked(ID, () -> makeUnreadable(bad));
        ClickJournals journals = fixture.running();
        Remaining remaining = journals.close(Duration.ofSeconds(50));
        assertThat(remaining).isEqualTo(Remaining.uncounted(ROOM));
        assertThat(remaining.isNothing()).isFalse();
    }

    /** Puts a folder where the file was, which can be opened and not be read. */
    private static void makeUnreadable(Path file) {
        try {
            Files.delete(file);
            Files.createDirectory(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void ship_otherFiles_areNobodysBusiness() throws Exception {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.createDirectory(folder.resolve("folder.clicks"));
        assertThat(ship()).isEqualTo(new Shipment(0, 0, 0, 0, Left.NONE));
        assertThat(fixture.files()).hasSize(2);
    }

    @Test
    void ship_storeDown_failsAndLosesNothing() throws Exception {
        write("1", ID, 0, records(0, 10));
        fixture.inbox.down();
        assertThatThrownBy(this::ship).isInstanceOf(StorageUnavailable.class);
        fixture.inbox.up();
        fixture.inbox.loseNextAnswer();
        assertThatThrownBy(this::ship).isInstanceOf(StorageUnavailable.class);
        ship();
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, 10));
        assertThat(fixture.inbox.gapBytes()).isZero();
    }

    @Test
    void start_leftoversTakeTheWholeBound_roomComesBackAsTheyAreShipped() throws Exception {
        write("1", ID, 0, records(0, IN_SEGMENT));
        write("2", ID, ROOM, records(IN_SEGMENT, 2 * IN_SEGMENT));
        ClickJournals journals = fixture.still(2L * SEGMENT);
        ClickJournal journal = journals.open();
        Clicks clicks = new Clicks();
        assertThat(clicks.append(journal, 1)).isFalse();
        fixture.shipAll(journals);
        journals.prepare();
        assertThat(clicks.append(journal, 2 * IN_SEGMENT)).isTrue();
        fixture.shipAll(journals);
        assertThat(fixture.inbox.links()).isEqualTo(Clicks.numbers(0, 2 * IN_SEGMENT + 1));
        journals.close();
    }

    @Test
    void start_manyLeftoversAndALiveJournal_shareEachRound() throws Exception {
        for (int i = 0; i < 3; i++) {
            write("%s".formatted(i), new UUID(i, i), 0, records(0, IN_SEGMENT));
        }
        ClickJournals journals = fixture.still();
        ClickJournal journal = journals.open();
        new Clicks().append(journal, 1);
        var _ = journals.ship();
        assertThat(fixture.inbox.taken())
                .extracting(batch -> batch.journal())
                .doesNotHaveDuplicates()
                .hasSize(4);
        journals.close();
    }

    @Test
    void ship_randomBytes_neverThrowsAndInventsNothing() throws Exception {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(3 * SEGMENT)];
            random.nextBytes(bytes);
            Files.write(folder.resolve("%s.clicks".formatted(round)), bytes);
        }
        assertThat(ship().clicks()).isZero();
        assertThat(fixture.inbox.seen()).isEmpty();
    }

    @Test
    void ship_randomBytesBehindATrueHeader_neverThrowsAndInventsNothing() throws Exception {
        Random random = new Random(43);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(ROOM)];
            random.nextBytes(bytes);
            long base = random.nextLong() >>> 2 >>> random.nextInt(60);
            write("%s".formatted(round), new UUID(random.nextInt(4), 0), base, bytes);
        }
        assertThat(ship().clicks()).isZero();
        assertThat(fixture.inbox.seen()).isEmpty();
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void ship_journalsDamagedAtRandom_onlyTrueRecordsOnceEach() throws Exception {
        Random random = new Random(44);
        for (int round = 0; round < 200; round++) {
            JournalFixture one = new JournalFixture(folder);
            int segments = 1 + random.nextInt(4);
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < segments; i++) {
                files.add(write(
                        "%s".formatted(i), ID, (long) i * ROOM, records((long) i * IN_SEGMENT, (i + 1L) * IN_SEGMENT)));
            }
            one.inbox.restore(ID, (long) random.nextInt(segments * IN_SEGMENT) * Clicks.PLAIN);
            for (int damage = random.nextInt(5); damage > 0; damage--) {
                damage(files.get(random.nextInt(segments)), random);
            }
            Shipment shipment = Shipment.of(folder, one.inbox, one.clock);
            assertThat(one.inbox.links())
                    .hasSize((int) shipment.clicks())
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(new HashSet<>(Clicks.numbers(0, (long) segments * IN_SEGMENT)))
                    .containsAll(one.inbox.links());
            for (Path left : one.files()) {
                Files.delete(left);
            }
        }
    }

    private static void damage(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0) {
            return;
        }
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(5_000));
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, from);
            case 1 -> Arrays.fill(bytes, from, to, (byte) 0);
            case 2 -> bytes[from] ^= (byte) (1 << random.nextInt(8));
            default -> {
                byte[] noise = new byte[to - from];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, from, noise.length);
            }
        }
        Files.write(file, bytes);
    }

    private Shipment ship() throws IOException {
        return Shipment.of(folder, fixture.inbox, fixture.clock);
    }

    private Path write(String name, UUID id, long base, byte[] records) throws IOException {
        byte[] header = SegmentHeader.template(id);
        int sum = SegmentHeader.setBase(header, base, new CRC32C());
        ByteBuffer file = ByteBuffer.allocate(SEGMENT).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        file.put(header).putInt(SegmentHeader.CHECKSUM, sum).position(SegmentHeader.LENGTH);
        file.put(records);
        return Files.write(folder.resolve(name + ".clicks"), file.array());
    }

    private static byte[] records(long from, long to) {
        ClickEncoder encoder = new ClickEncoder();
        ByteBuffer all = ByteBuffer.allocate((int) (to - from) * Clicks.PLAIN);
        for (long link = from; link < to; link++) {
            int length = encoder.begin(1_700_000_000_000L, link, Purpose.VISIT).end();
            all.put(encoder.bytes(), 0, length);
        }
        assertThat(ClickReader.lengthAt(all.array(), 0, all.capacity())).isEqualTo(Clicks.PLAIN);
        return all.array();
    }
}
