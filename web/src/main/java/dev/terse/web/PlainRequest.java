package dev.terse.web;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A request that was read in one piece, taken apart only where it is beyond doubt: one {@code GET} or {@code HEAD} of
 * HTTP/1.1 (RFC 9112) with every line ended by CRLF, one {@code Host}, header names that are tokens, one space at most
 * before a value and none behind it, no body and nothing that asks for another treatment of the connection. Whatever else
 * is sent, valid or not, is for a general parser.
 *
 * <p>Holds one request at a time, in an array of its own. For one thread.
 */
public final class PlainRequest {
    static final int MAX_LENGTH = 4 * 1024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private static final int GET_ = word("GET ");
    private static final int HEAD = word("HEAD");
    private static final long HTTP_1_1 = longWord("HTTP/1.1");
    private static final int END = word("\r\n\r\n");

    /** Names that decide what a request is; behind them come those that the reader asks for. */
    private static final List<String> OWN =
            List.of("", "host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

    private static final int HOST = 1;
    private static final int CONNECTION = 2;
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");

    private static final byte TOKEN = 1;
    private static final byte CODE = 2;
    private static final byte[] KINDS = kinds();

    private static final int SLOTS = 1 << 10;

    private final byte[] bytes = new byte[MAX_LENGTH + Long.BYTES];
    private final byte[][] names;
    private final byte[] slots = new byte[SLOTS];
    private final byte[] nextOfSlot;
    private final int[] starts;
    private final int[] ends;
    private int targetEnd;

    /** What the bytes of a read are. */
    enum Form {
        /** One request, {@code GET /code}. */
        PLAIN,
        /** One request, and nothing that is not a part of it. */
        WHOLE,
        /** Anything else. */
        OTHER
    }

    /**
     * Reads requests.
     *
     * @param headers names whose values are asked for, each once at most in a request
     */
    PlainRequest(List<String> headers) {
        names = new byte[OWN.size() + headers.size()][];
        for (int i = 0; i < names.length; i++) {
            String name = i < OWN.size() ? OWN.get(i) : headers.get(i - OWN.size());
            names[i] = ascii(name.toLowerCase(Locale.ROOT));
        }
        starts = new int[names.length];
        ends = new int[names.length];
        nextOfSlot = new byte[names.length];
        for (byte i = 1; i < names.length; i++) {
            int slot = slot(names[i].length, names[i][0]);
            nextOfSlot[i] = slots[slot];
            slots[slot] = i;
        }
    }

    /** The bytes of the request, which the methods below point into; to be left as they are. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the code begins. */
    public int codeStart() {
        return 5;
    }

    /** Where the code ends; behind it there is a space. */
    public int codeEnd() {
        return targetEnd;
    }

    /**
     * Where the value of a header begins.
     *
     * @param header its place in the list that this was made with
     */
    public int start(int header) {
        return starts[OWN.size() + header];
    }

    /** Where the value of a header ends, at most its start where the request has none. */
    public int end(int header) {
        return ends[OWN.size() + header];
    }

    public boolean has(int header) {
        return ends[OWN.size() + header] != 0;
    }

    /** Takes the bytes of a read without moving its indices. */
    Form read(ByteBuf from) {
        int length = from.readableBytes();
        if (length < 16 || length > MAX_LENGTH) {
            return Form.OTHER;
        }
        from.getBytes(from.readerIndex(), bytes, 0, length);
        if ((int) INT.get(bytes, length - 4) != END) {
            return Form.OTHER;
        }
        int method = (int) INT.get(bytes, 0);
        boolean get = method == GET_;
        if (!get && (method != HEAD || bytes[4] != ' ')) {
            return Form.OTHER;
        }
        int slash = get ? 4 : 5;
        if (bytes[slash] != '/') {
            return Form.OTHER;
        }
        int at = slash + 1;
        while ((KINDS[bytes[at] & 0xFF] & CODE) != 0) {
            at++;
        }
        int codeLength = at - slash - 1;
        boolean plain = get && bytes[at] == ' ' && codeLength >= 3 && codeLength <= 64;
        while (bytes[at] > ' ' && bytes[at] != 0x7F) {
            at++;
        }
        targetEnd = at;
        if (bytes[at] != ' '
                || length - at < 13
                || (long) LONG.get(bytes, at + 1) != HTTP_1_1
                || bytes[at + 9] != '\r'
                || bytes[at + 10] != '\n') {
            return Form.OTHER;
        }
        Form headers = readHeaders(at + 11, length - 2);
        return headers == Form.PLAIN && !plain ? Form.WHOLE : headers;
    }

    /** Reads lines up to {@code end}, where the empty line begins. The line break before it stops every loop. */
    private Form readHeaders(int from, int end) {
        Arrays.fill(ends, 0);
        boolean plain = true;
        int at = from;
        while (at < end) {
            int start = at;
            while ((KINDS[bytes[at] & 0xFF] & TOKEN) != 0) {
                at++;
            }
            int nameLength = at - start;
            if (nameLength == 0 || bytes[at] != ':') {
                return Form.OTHER;
            }
            at++;
            if (bytes[at] == ' ') {
                at++;
            }
            int value = at;
            at = endOfValue(at);
            if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
                return Form.OTHER;
            }
            if (at == value
                    || (bytes[value] <= ' ' && bytes[value] >= 0)
                    || bytes[at - 1] == ' '
                    || bytes[at - 1] == '\t') {
                return Form.OTHER;
            }
            int header = header(start, nameLength);
            if (header != 0) {
                if (ends[header] != 0) {
                    if (header < OWN.size()) {
                        return Form.OTHER;
                    }
                    plain = false;
                }
                if ((header > CONNECTION && header < OWN.size())
                        || (header == CONNECTION && !isEqual(value, at, KEEP_ALIVE))) {
                    return Form.OTHER;
                }
                starts[header] = value;
                ends[header] = at;
            }
            at += 2;
        }
        if (at != end || ends[HOST] == 0) {
            return Form.OTHER;
        }
        return plain ? Form.PLAIN : Form.WHOLE;
    }

    /** The place of the first control character but a tab. */
    private int endOfValue(int from) {
        int at = from;
        while (true) {
            if (at > MAX_LENGTH) {
                return at;
            }
            long word = (long) LONG.get(bytes, at);
            long low = word - EACH * ' ' & ~word & HIGH;
            long delete = word ^ EACH * 0x7F;
            delete = delete - EACH & ~delete & HIGH;
            long found = low | delete;
            if (found == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(found) >>> 3;
            if (bytes[at] != '\t') {
                return at;
            }
            at++;
        }
    }

    private int header(int start, int length) {
        int header = slots[slot(length, bytes[start])];
        while (header != 0 && !isEqual(start, start + length, names[header])) {
            header = nextOfSlot[header];
        }
        return header;
    }

    /** Whether these bytes are a name, upper or lower case. */
    private boolean isEqual(int start, int end, byte[] lowerCase) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            int b = bytes[start + i];
            if (b >= 'A' && b <= 'Z') {
                b |= 0x20;
            }
            if (b != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int length, byte first) {
        return ((length << 5) | (first & 0x1F)) & (SLOTS - 1);
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (char c = 0; c < 128; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
                kinds[c] |= TOKEN;
            }
            if (alphanumeric || c == '_' || c == '-') {
                kinds[c] |= CODE;
            }
        }
        return kinds;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int word(String text) {
        return (int) INT.get(ascii(text), 0);
    }

    private static long longWord(String text) {
        return (long) LONG.get(ascii(text), 0);
    }
}
