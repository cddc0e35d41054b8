package dev.terse.visit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The query parameter that Terse puts into the addresses in its QR codes, to tell scans from other visits. It is Terse's own:
 * it is never forwarded to a target. Only these very bytes are the mark, neither encoded nor in another case, so that nothing
 * else of a query is ever taken away from the target.
 */
public final class ScanMark {
    /** The whole parameter. */
    public static final String PARAMETER = "src=qr";

    /** What a click with the mark has as its {@link dev.terse.stats.Dimension#SOURCE}. */
    public static final String SOURCE = "qr";

    private static final byte[] BYTES = PARAMETER.getBytes(StandardCharsets.US_ASCII);

    private ScanMark() {}

    /** Whether a query, without its question mark, has the mark among its parameters. */
    public static boolean isIn(String query) {
        byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
        return isIn(bytes, 0, bytes.length);
    }

    /** Whether a query has the mark among its parameters. */
    public static boolean isIn(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int start = offset;
        while (end - start >= BYTES.length) {
            int stop = start + BYTES.length;
            if ((stop == end || bytes[stop] == '&') && Arrays.equals(bytes, start, stop, BYTES, 0, BYTES.length)) {
                return true;
            }
            while (start < end && bytes[start] != '&') {
                start++;
            }
            start++;
        }
        return false;
    }
}
