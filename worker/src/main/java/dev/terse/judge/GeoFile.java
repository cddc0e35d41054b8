package dev.terse.judge;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places by network, from a file of the MaxMind DB format 2.0 that has countries or cities. The whole file is held in
 * memory, so that one that is overwritten where it lies breaks nothing; a new one is read within a minute, and one that
 * can't be read leaves the last one in use. For one thread.
 */
public final class GeoFile {
    private static final Logger log = LoggerFactory.getLogger(GeoFile.class);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int IPV4_PREFIX = 3;

    private final Path path;
    private final InstantSource clock;
    private Reader reader;
    private Version version;
    private Instant looked;

    /** What tells one version of the file from another. */
    private record Version(
            FileTime changed, long size, @Nullable Object key) {
        static Version of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    private GeoFile(Path path, InstantSource clock, Reader reader, Version version) {
        this.path = path;
        this.clock = clock;
        this.reader = reader;
        this.version = version;
        this.looked = clock.instant();
    }

    /**
     * Reads the file.
     *
     * @throws GeoFileUnusable where it can't be read, or isn't of the format
     */
    public static GeoFile open(Path path, InstantSource clock) {
        try {
            Version version = Version.of(path);
            return new GeoFile(path, clock, read(path), version);
        } catch (IOException | RuntimeException failure) {
            throw new GeoFileUnusable("places can't be read from " + path + ": " + failure.getMessage(), failure);
        }
    }

    private static Reader read(Path path) throws IOException {
        return new Reader(path.toFile(), Reader.FileMode.MEMORY);
    }

    /** Reads the file again where it has changed, and says whether it did. Looks at most once a minute. */
    boolean refresh() {
        Instant now = clock.instant();
        // A clock that was set back must not put this off for longer than it was set back.
        if (Duration.between(looked, now).abs().compareTo(LOOK_AGAIN) < 0) {
            return false;
        }
        looked = now;
        try {
            Version there = Version.of(path);
            if (there.equals(version)) {
                return false;
            }
            reader = read(path);
            version = there;
            log.info("Places are looked up in the new {}.", path);
            return true;
        } catch (IOException | RuntimeException failure) {
            log.warn("{} has changed and can't be read; places are looked up in what it was.", path, failure);
            return false;
        }
    }

    /** @param network 3 bytes of an IPv4 address or 6 of an IPv6 address */
    Place placeOf(byte[] network) {
        byte[] address = new byte[network.length == IPV4_PREFIX ? IPV4_LENGTH : IPV6_LENGTH];
        System.arraycopy(network, 0, address, 0, network.length);
        try {
            Map<?, ?> record = reader.get(InetAddress.getByAddress(address), Map.class);
            return record == null ? Place.UNKNOWN : placeIn(record);
        } catch (IOException | RuntimeException failure) {
            log.debug("A network can't be looked up.", failure);
            return Place.UNKNOWN;
        }
    }

    private static Place placeIn(Map<?, ?> record) {
        String country = text(member(record, "country"), "iso_code");
        if (country == null || country.length() != 2) {
            return Place.UNKNOWN;
        }
        String code = country.toUpperCase(Locale.ROOT);
        String region = record.get("subdivisions") instanceof List<?> regions && !regions.isEmpty()
                ? text(regions.getFirst(), "iso_code")
                : null;
        String city = text(member(member(record, "city"), "names"), "en");
        return new Place(code, region == null ? null : code + "-" + region, city == null ? null : city + ", " + code);
    }

    private static @Nullable Object member(@Nullable Object record, String name) {
        return record instanceof Map<?, ?> members ? members.get(name) : null;
    }

    private static @Nullable String text(@Nullable Object record, String name) {
        return member(record, name) instanceof String text && !text.isBlank() ? text : null;
    }
}
