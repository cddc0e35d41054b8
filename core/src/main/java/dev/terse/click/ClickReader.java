package dev.terse.click;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads records that a {@link ClickEncoder} made, one after the other. For one thread.
 *
 * <p>A record whose checksum is wrong is passed over by its length: {@link #next} returns it, and {@link #isIntact} tells.
 * Where not even the length can be right, reading ends.
 */
public final class ClickReader {
    private final byte[] bytes;
    private final int limit;
    private final CRC32C checksum = new CRC32C();
    private final int[] offsets = new int[ClickText.count()];
    private final int[] lengths = new int[ClickText.count()];
    private int start;
    private int next;
    private boolean intact;
    private int network;
    private int networkLength;
    private long visitor;

    /** Reads {@code bytes} from {@code offset} to {@code limit}. The array is not copied. */
    public ClickReader(byte[] bytes, int offset, int limit) {
        this.bytes = bytes;
        this.start = offset;
        this.next = offset;
        this.limit = limit;
    }

    /**
     * The length of the record at {@code offset}, with frame and padding, or 0 where there is none that ends before {@code
     * limit}: nothing was written there, or not all of it.
     */
    public static int lengthAt(byte[] bytes, int offset, int limit) {
        if (limit - offset < ClickEncoder.FRAME + ClickEncoder.FIXED) {
            return 0;
        }
        int payload = (int) ClickEncoder.INT.get(bytes, offset);
        if (payload < ClickEncoder.FIXED || payload > ClickEncoder.MAX_LENGTH - ClickEncoder.FRAME) {
            return 0;
        }
        int length = ClickEncoder.aligned(ClickEncoder.FRAME + payload);
        return length <= limit - offset ? length : 0;
    }

    /** Goes to the next record. Returns false at the end. */
    public boolean next() {
        int length = lengthAt(bytes, next, limit);
        if (length == 0) {
            return false;
        }
        start = next;
        next += length;
        int payload = (int) ClickEncoder.INT.get(bytes, start);
        checksum.reset();
        checksum.update(bytes, start + ClickEncoder.FRAME, payload);
        intact = (int) checksum.getValue() == (int) ClickEncoder.INT.get(bytes, start + 4)
                && readParts(start + ClickEncoder.FRAME + payload);
        return true;
    }

    private boolean readParts(int end) {
        Arrays.fill(lengths, -1);
        networkLength = 0;
        visitor = 0;
        int at = start + ClickEncoder.FRAME + ClickEncoder.FIXED;
        while (end - at >= 3) {
            int tag = bytes[at] & 0xFF;
            int length = (bytes[at + 1] & 0xFF) | ((bytes[at + 2] & 0xFF) << 8);
            int from = at + 3;
            if (length > end - from) {
                return false;
            }
            if (tag >= 1 && tag <= lengths.length) {
                offsets[tag - 1] = from;
                lengths[tag - 1] = length;
            } else if (tag == ClickEncoder.NETWORK_TAG) {
                network = from;
                networkLength = length;
            } else if (tag == ClickEncoder.VISITOR_TAG && length == Long.BYTES) {
                visitor = (long) ClickEncoder.LONG.get(bytes, from);
            }
            at = from + length;
        }
        return at == end;
    }

    /** Whether the record is as it was written. Where it is not, nothing else of it may be asked for but its place. */
    public boolean isIntact() {
        return intact;
    }

    /** The array that is read, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the record begins in the array. */
    public int start() {
        return start;
    }

    /** Where the record after this one begins in the array. */
    public int end() {
        return next;
    }

    /** When the visit was made, in milliseconds since 1970-01-01T00:00:00Z. */
    public long atMillis() {
        return (long) ClickEncoder.LONG.get(bytes, start + ClickEncoder.FRAME + ClickEncoder.AT);
    }

    /** The number of the link. */
    public long link() {
        return (long) ClickEncoder.LONG.get(bytes, start + ClickEncoder.FRAME + ClickEncoder.LINK);
    }

    public Purpose purpose() {
        return Purpose.ofCode(bytes[start + ClickEncoder.FRAME + ClickEncoder.FLAGS]);
    }

    /** The visitor's {@link VisitorHash}, 0 where nothing is known. */
    public long visitor() {
        return visitor;
    }

    /** The first 3 bytes of an IPv4 address or 6 of an IPv6 address, null where nothing is known. */
    public byte @Nullable [] network() {
        return networkLength == 0 ? null : Arrays.copyOfRange(bytes, network, network + networkLength);
    }

    /** Where the network begins in the array; means nothing where its length is 0. */
    public int networkOffset() {
        return network;
    }

    /** The bytes of the network: 3 of IPv4, 6 of IPv6, 0 where nothing is known. */
    public int networkLength() {
        return networkLength;
    }

    /** Where a text begins in the array; means nothing where its length is -1. */
    public int offset(ClickText text) {
        return offsets[text.tag() - 1];
    }

    /** The bytes of a text, -1 where there was none. */
    public int length(ClickText text) {
        return lengths[text.tag() - 1];
    }
}
