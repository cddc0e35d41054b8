package dev.terse.judge;

import dev.terse.stats.Dimension;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The UTM parameters of a visit: on whose advice it was made. */
final class Campaign {
    private static final int LONGEST_VALUE = 100;
    private static final byte[] PREFIX = {'u', 't', 'm', '_'};

    private static final Map<String, Dimension> DIMENSIONS = Map.of(
            "utm_source", Dimension.UTM_SOURCE,
            "utm_medium", Dimension.UTM_MEDIUM,
            "utm_campaign", Dimension.UTM_CAMPAIGN,
            "utm_term", Dimension.UTM_TERM,
            "utm_content", Dimension.UTM_CONTENT);

    private static final int FIRST = Dimension.UTM_SOURCE.code();

    private final @Nullable String[] values = new @Nullable String[DIMENSIONS.size()];

    private Campaign() {}

    /** Whether a query may have such a parameter: most have none, and are not taken apart. */
    static boolean mayBeIn(byte[] bytes, int offset, int length) {
        for (int i = offset; i <= offset + length - PREFIX.length; i++) {
            if (((bytes[i] | 0x20) == PREFIX[0])
                    && ((bytes[i + 1] | 0x20) == PREFIX[1])
                    && ((bytes[i + 2] | 0x20) == PREFIX[2])
                    && bytes[i + 3] == PREFIX[3]) {
                return true;
            }
        }
        return false;
    }

    /** The parameters of a query: the first of each name that has a value, decoded, cut to 100 characters. */
    static Campaign in(byte[] bytes, int offset, int length) {
        Campaign campaign = new Campaign();
        int end = offset + length;
        int start = offset;
        while (start < end) {
            int stop = indexOf(bytes, start, end, '&');
            int equals = indexOf(bytes, start, stop, '=');
            if (equals < stop) {
                campaign.add(decoded(bytes, start, equals), bytes, equals + 1, stop);
            }
            start = stop + 1;
        }
        return campaign;
    }

    private void add(String name, byte[] bytes, int from, int end) {
        Dimension dimension = DIMENSIONS.get(name.toLowerCase(Locale.ROOT));
        if (dimension == null || values[dimension.code() - FIRST] != null) {
            return;
        }
        String value = StrangersText.cut(decoded(bytes, from, end).strip(), LONGEST_VALUE);
        if (!value.isEmpty()) {
            values[dimension.code() - FIRST] = value;
        }
    }

    private static int indexOf(byte[] bytes, int from, int end, char c) {
        int at = from;
        while (at < end && bytes[at] != c) {
            at++;
        }
        return at;
    }

    /** A name or a value as a form is decoded: what is no percent-encoding stays as it is. */
    private static String decoded(byte[] bytes, int from, int end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - from);
        for (int i = from; i < end; i++) {
            int high = bytes[i] == '%' && i + 2 < end ? Character.digit((char) (bytes[i + 1] & 0xFF), 16) : -1;
            int low = high < 0 ? -1 : Character.digit((char) (bytes[i + 2] & 0xFF), 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return StrangersText.of(out.toByteArray(), 0, out.size());
    }

    /** Puts the values at the codes of their dimensions. */
    void addTo(@Nullable String[] byCode) {
        System.arraycopy(values, 0, byCode, FIRST, values.length);
    }
}
