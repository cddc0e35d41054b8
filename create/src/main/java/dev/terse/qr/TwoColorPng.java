package dev.terse.qr;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Writes a square PNG of two colours, one bit a pixel (PNG, third edition), row by row from the top. Made by hand, since
 * ImageIO loads native libraries of the desktop into the process for it. Used once, by one thread.
 */
final class TwoColorPng {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte ONE_BIT = 1;
    private static final byte INDEXED = 3;

    /** The filters {@code None} and {@code Up}: the row as it is, and what differs from the row above. */
    private static final byte AS_IT_IS = 0;

    private static final byte LIKE_THE_ROW_ABOVE = 2;

    private final int size;
    private final byte[] filtered;
    private final byte[] piece = new byte[4_096];
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(2_048);
    private final ByteArrayOutputStream png = new ByteArrayOutputStream(2_048);
    private final Deflater deflater = new Deflater();

    /** @param background of pixels that are 0; null where they are transparent */
    TwoColorPng(int size, Rgb color, @Nullable Rgb background) {
        this.size = size;
        this.filtered = new byte[1 + bytesOfRow()];
        png.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(size).putInt(size);
        header.put(ONE_BIT).put(INDEXED);
        chunk("IHDR", header.array());
        Rgb ground = background == null ? Rgb.WHITE : background;
        chunk("PLTE", new byte[] {
            (byte) ground.red(), (byte) ground.green(), (byte) ground.blue(),
            (byte) color.red(), (byte) color.green(), (byte) color.blue()
        });
        if (background == null) {
            chunk("tRNS", new byte[] {0});
        }
    }

    /** How many bytes the pixels of a row take, the first one in the highest bit. */
    int bytesOfRow() {
        return (size + 7) / 8;
    }

    /** Adds the same row {@code count} times. */
    void rows(byte[] row, int count) {
        if (count == 0) {
            return;
        }
        filtered[0] = AS_IT_IS;
        System.arraycopy(row, 0, filtered, 1, row.length);
        deflate();
        filtered[0] = LIKE_THE_ROW_ABOVE;
        Arrays.fill(filtered, 1, filtered.length, (byte) 0);
        for (int i = 1; i < count; i++) {
            deflate();
        }
    }

    void emptyRows(int count) {
        rows(new byte[bytesOfRow()], count);
    }

    private void deflate() {
        deflater.setInput(filtered);
        while (!deflater.needsInput()) {
            data.write(piece, 0, deflater.deflate(piece));
        }
    }

    /** The whole picture; ends it. */
    byte[] bytes() {
        deflater.finish();
        while (!deflater.finished()) {
            data.write(piece, 0, deflater.deflate(piece));
        }
        deflater.end();
        chunk("IDAT", data.toByteArray());
        chunk("IEND", new byte[0]);
        return png.toByteArray();
    }

    private void chunk(String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        png.writeBytes(name);
        png.writeBytes(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }
}
