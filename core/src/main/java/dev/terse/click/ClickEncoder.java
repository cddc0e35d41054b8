package dev.terse.click;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Makes the record of one click after the other, in one array that is used again and again. For one thread.
 *
 * <p>A record is a frame: the length of its payload (4 bytes, never 0), the CRC-32C of the payload (4 bytes), the payload,
 * and zeros up to a multiple of 8 bytes, so that the length of a frame never lies across two cache lines. The payload is
 * the instant in milliseconds (8 bytes), the number of the link (8 bytes), flags (1 byte), then in any order what there is
 * to say beside, each as a tag (1 byte), a length (2 bytes) and that many bytes. All numbers are little-endian. Who reads a
 * record skips tags that they don't know.
 */
public final class ClickEncoder {
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes before the payload. */
    public static final int FRAME = 8;

    static final int AT = 0;
    static final int LINK = 8;
    static final int FLAGS = 16;
    static final int FIXED = 17;

    static final int NETWORK_TAG = 64;
    static final int VISITOR_TAG = 65;

    /** The longest record, its frame included. */
    public static final int MAX_LENGTH = longest();

    private final byte[] bytes = new byte[MAX_LENGTH];
    private final CRC32C checksum = new CRC32C();
    private int end;

    private static int longest() {
        int length = FRAME + FIXED + 3 + 6 + 3 + 8;
        for (ClickText text : ClickText.values()) {
            length += 3 + text.maxLength();
        }
        return aligned(length);
    }

    static int aligned(int length) {
        return length + 7 & ~7;
    }

    /** Begins a record; what an earlier one held is gone. */
    public ClickEncoder begin(long atMillis, long link, Purpose purpose) {
        LONG.set(bytes, FRAME + AT, atMillis);
        LONG.set(bytes, FRAME + LINK, link);
        bytes[FRAME + FLAGS] = purpose.code();
        end = FRAME + FIXED;
        return this;
    }

    /**
     * Says where the visitor comes from: the first {@code length} bytes of an address, 3 of IPv4 (a /24) or 6 of IPv6 (a
     * /48). More of an address never gets into a record.
     */
    public ClickEncoder network(byte[] address, int length) {
        if (length != 3 && length != 6) {
            throw new IllegalArgumentException("a network is named by 3 or 6 bytes, not " + length);
        }
        return put(NETWORK_TAG, address, 0, length);
    }

    /** Says who the visitor is, as far as that can be told of one day's visitors; see {@link VisitorHash}. */
    public ClickEncoder visitor(long hash) {
        head(VISITOR_TAG, Long.BYTES);
        LONG.set(bytes, end, hash);
        end += Long.BYTES;
        return this;
    }

    /** Adds a text, cut to its length. At most once for each. */
    public ClickEncoder text(ClickText text, byte[] from, int offset, int length) {
        return put(text.tag(), from, offset, Math.min(length, text.maxLength()));
    }

    /** Adds a text that has one character for each byte, cut to its length. At most once for each. */
    public ClickEncoder text(ClickText text, CharSequence value) {
        int length = Math.min(value.length(), text.maxLength());
        head(text.tag(), length);
        for (int i = 0; i < length; i++) {
            bytes[end + i] = (byte) value.charAt(i);
        }
        end += length;
        return this;
    }

    /** Ends the record, and returns its length with frame and padding; {@link #bytes} holds it from the first byte on. */
    public int end() {
        int payload = end - FRAME;
        checksum.reset();
        checksum.update(bytes, FRAME, payload);
        INT.set(bytes, 0, payload);
        INT.set(bytes, 4, (int) checksum.getValue());
        int length = aligned(end);
        for (int i = end; i < length; i++) {
            bytes[i] = 0;
        }
        return length;
    }

    /** The array that holds the record, this encoder's own. */
    public byte[] bytes() {
        return bytes;
    }

    private ClickEncoder put(int tag, byte[] from, int offset, int length) {
        head(tag, length);
        System.arraycopy(from, offset, bytes, end, length);
        end += length;
        return this;
    }

    private void head(int tag, int length) {
        bytes[end] = (byte) tag;
        bytes[end + 1] = (byte) length;
        bytes[end + 2] = (byte) (length >> 8);
        end += 3;
    }
}
