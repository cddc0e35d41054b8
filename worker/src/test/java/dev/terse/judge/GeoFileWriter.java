package dev.terse.judge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes small files of the <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB format 2.0</a>: a binary tree over
 * the bits of an address with 24-bit records, 16 zero bytes, the data, then metadata after its marker. An IPv4 address is
 * the IPv6 address with 96 zero bits before it.
 */
final class GeoFileWriter {
    private static final int IPV4_BITS_BEFORE = 96;
    private static final int NOTHING = -1;
    private static final int SEPARATOR = 16;
    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);

    private static final int STRING = 2;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int UINT64 = 9;
    private static final int ARRAY = 11;

    /** Both records of each node: the number of another node, {@link #NOTHING}, or -2 and less for data. */
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {NOTHING, NOTHING}));

    private final List<Integer> offsets = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Says where a network is: of IPv4 where it has 4 bytes or fewer. */
    GeoFileWriter put(byte[] network, boolean ipv4, Object place) {
        offsets.add(data.size());
        write(data, place);
        int node = 0;
        int bits = (ipv4 ? IPV4_BITS_BEFORE : 0) + 8 * network.length;
        for (int bit = 0; bit < bits; bit++) {
            int side = bitOf(network, ipv4, bit);
            int[] records = nodes.get(node);
            if (bit == bits - 1) {
                records[side] = -1 - offsets.size();
            } else {
                if (records[side] == NOTHING) {
                    nodes.add(new int[] {NOTHING, NOTHING});
                    records[side] = nodes.size() - 1;
                }
                node = records[side];
            }
        }
        return this;
    }

    private static int bitOf(byte[] network, boolean ipv4, int bit) {
        int own = ipv4 ? bit - IPV4_BITS_BEFORE : bit;
        return own < 0 ? 0 : network[own / 8] >> (7 - own % 8) & 1;
    }

    /** A place as the files of cities have it. */
    static Map<String, Object> place(String country, String region, String city) {
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("city", Map.of("names", Map.of("en", city, "de", "nicht " + city)));
        place.put("country", Map.of("iso_code", country));
        place.put("subdivisions", List.of(Map.of("iso_code", region), Map.of("iso_code", "second")));
        return place;
    }

    void writeTo(Path path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] records : nodes) {
            for (int record : records) {
                int value = record == NOTHING
                        ? nodes.size()
                        : record < 0 ? nodes.size() + SEPARATOR + offsets.get(-2 - record) : record;
                out.write(value >> 16);
                out.write(value >> 8);
                out.write(value);
            }
        }
        out.write(new byte[SEPARATOR]);
        data.writeTo(out);
        out.write(MARKER);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 1_700_000_000L);
        metadata.put("database_type", "Test-City");
        metadata.put("description", Map.of("en", "a test"));
        metadata.put("ip_version", (short) 6);
        metadata.put("languages", List.of("en"));
        metadata.put("node_count", nodes.size());
        metadata.put("record_size", (short) 24);
        write(out, metadata);
        Files.write(path, out.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                control(out, STRING, bytes.length);
                out.writeBytes(bytes);
            }
            case Map<?, ?> map -> {
                control(out, MAP, map.size());
                map.forEach((key, member) -> {
                    write(out, key);
                    write(out, member);
                });
            }
            case List<?> list -> {
                control(out, ARRAY, list.size());
                list.forEach(member -> write(out, member));
            }
            case Short number -> number(out, UINT16, number, Short.BYTES);
            case Integer number -> number(out, UINT32, number, Integer.BYTES);
            case Long number -> number(out, UINT64, number, Long.BYTES);
            default -> throw new IllegalArgumentException("no type for " + value);
        }
    }

    private static void number(ByteArrayOutputStream out, int type, long value, int length) {
        control(out, type, length);
        for (int i = length - 1; i >= 0; i--) {
            out.write((int) (value >> (8 * i)));
        }
    }

    private static void control(ByteArrayOutputStream out, int type, int size) {
        if (size >= 29) {
            throw new IllegalArgumentException("too long for a test: " + size);
        }
        if (type <= 7) {
            out.write(type << 5 | size);
        } else {
            out.write(size);
            out.write(type - 7);
        }
    }
}
