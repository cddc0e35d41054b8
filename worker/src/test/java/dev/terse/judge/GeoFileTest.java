package dev.terse.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeoFileTest {
    private static final byte[] BERLIN = {(byte) 192, 0, 2};
    private static final byte[] TOKYO = {0x20, 0x01, 0x0d, (byte) 0xb8, 0, 1};
    private static final byte[] NOWHERE = {10, 0, 0};

    @TempDir
    private Path folder;

    private Path path;
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final InstantSource clock = () -> now;

    @BeforeEach
    void writeFile() throws IOException {
        path = folder.resolve("cities.mmdb");
        new GeoFileWriter()
                .put(BERLIN, true, GeoFileWriter.place("DE", "BE", "Berlin"))
                .put(TOKYO, false, GeoFileWriter.place("jp", "13", "Tokyo"))
                .put(new byte[] {9}, true, Map.of("country", Map.of("iso_code", "FR")))
                .put(new byte[] {8}, true, Map.of("country", Map.of("iso_code", "???")))
                .put(new byte[] {7}, true, "no map")
                .writeTo(path);
    }

    @Test
    void placeOf_knownNetworks_areTheirPlaces() {
        GeoFile file = GeoFile.open(path, clock);

        assertThat(file.placeOf(BERLIN)).isEqualTo(new Place("DE", "DE-BE", "Berlin, DE"));
        assertThat(file.placeOf(TOKYO)).isEqualTo(new Place("JP", "JP-13", "Tokyo, JP"));
        assertThat(file.placeOf(new byte[] {9, 1, 2})).isEqualTo(new Place("FR", null, null));
    }

    @Test
    void placeOf_whatIsNotInIt_isUnknown() {
        GeoFile file = GeoFile.open(path, clock);

        assertThat(file.placeOf(NOWHERE)).isEqualTo(Place.UNKNOWN);
        assertThat(file.placeOf(new byte[] {8, 0, 0})).isEqualTo(Place.UNKNOWN);
        assertThat(file.placeOf(new byte[] {7, 0, 0})).isEqualTo(Place.UNKNOWN);
    }

    @Test
    void open_missingFile_saysWhich() {
        Path missing = folder.resolve("missing.mmdb");

        assertThatThrownBy(() -> GeoFile.open(missing, clock))
                .isInstanceOf(GeoFileUnusable.class)
                .hasMessageContaining("missing.mmdb");
    }

    @Test
    void open_otherFile_isRefused() throws IOException {
        Path other = Files.writeString(folder.resolve("other.mmdb"), "something else");

        assertThatThrownBy(() -> GeoFile.open(other, clock)).isInstanceOf(GeoFileUnusable.class);
        assertThatThrownBy(() -> GeoFile.open(folder, clock)).isInstanceOf(GeoFileUnusable.class);
    }

    @Test
    void refresh_newFile_isReadWithinAMinute() throws IOException {
        GeoFile file = GeoFile.open(path, clock);
        replace();

        now = now.plusSeconds(59);
        assertThat(file.refresh()).isFalse();
        assertThat(file.placeOf(BERLIN).city()).isEqualTo("Berlin, DE");
        now = now.plusSeconds(1);
        assertThat(file.refresh()).isTrue();
        assertThat(file.placeOf(BERLIN).city()).isEqualTo("Bern, CH");
        now = now.plusSeconds(60);
        assertThat(file.refresh()).isFalse();
    }

    @Test
    void refresh_clockSetBack_isReadAllTheSame() throws IOException {
        GeoFile file = GeoFile.open(path, clock);
        replace();
        now = now.minusSeconds(3_600);

        assertThat(file.refresh()).isTrue();
    }

    @Test
    void refresh_damagedOrMissingFile_keepsTheLastOne() throws IOException {
        GeoFile file = GeoFile.open(path, clock);
        Files.writeString(path, "half a f");
        now = now.plusSeconds(60);

        assertThat(file.refresh()).isFalse();
        assertThat(file.placeOf(BERLIN).city()).isEqualTo("Berlin, DE");

        Files.delete(path);
        now = now.plusSeconds(60);
        assertThat(file.refresh()).isFalse();
        assertThat(file.placeOf(BERLIN).city()).isEqualTo("Berlin, DE");

        replace();
        now = now.plusSeconds(60);
        assertThat(file.refresh()).isTrue();
    }

    private void replace() throws IOException {
        Path fresh = folder.resolve("fresh.mmdb");
        new GeoFileWriter()
                .put(BERLIN, true, GeoFileWriter.place("CH", "BE", "Bern"))
                .writeTo(fresh);
        Files.setLastModifiedTime(fresh, FileTime.from(Instant.parse("2026-11-22T11:00:00Z")));
        Files.deleteIfExists(path);
        Files.move(fresh, path);
    }
}
