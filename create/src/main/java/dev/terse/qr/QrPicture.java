package dev.terse.qr;

import io.nayuki.qrcodegen.QrCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A square picture of a QR code with an empty margin around it, to be drawn in one of two forms. Its unit is the module, the
 * smallest square of the code. Immutable.
 */
public final class QrPicture {
    private final QrCode code;
    private final int margin;

    private QrPicture(QrCode code, int margin) {
        this.code = code;
        this.margin = margin;
    }

    /**
     * The smallest code of a text.
     *
     * @param level what the code has at least; it has more where that needs no more modules
     * @param margin in modules, on each side; ISO/IEC 18004 asks for 4
     * @throws io.nayuki.qrcodegen.DataTooLongException where no code has room for the text, which takes 1,273 bytes
     */
    public static QrPicture of(String text, Level level, int margin) {
        return new QrPicture(QrCode.encodeText(text, level.correction), margin);
    }

    /** Modules from one edge to the other, margins included. */
    public int width() {
        return code.size + 2 * margin;
    }

    /**
     * The picture as SVG: one path, and one rectangle where there is a background.
     *
     * @param size the width in pixels that it has unless whoever shows it says otherwise
     * @param background null for none
     */
    public byte[] svg(int size, Rgb color, @Nullable Rgb background) {
        String ground = background == null
                ? ""
                : "<rect width=\"%1$d\" height=\"%1$d\" fill=\"%2$s\"/>".formatted(width(), background);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%1$d" viewBox="0 0 %2$d %2$d" \
                shape-rendering="crispEdges">%3$s<path fill="%4$s" d="%5$s"/></svg>
                """.formatted(size, width(), ground, color, path()).getBytes(StandardCharsets.US_ASCII);
    }

    /** A rectangle for each run of dark modules in a row. */
    private String path() {
        StringBuilder path = new StringBuilder(4_096);
        for (int y = 0; y < code.size; y++) {
            int x = 0;
            while (x < code.size) {
                int start = x;
                while (x < code.size && code.getModule(x, y)) {
                    x++;
                }
                int run = x - start;
                if (run > 0) {
                    path.append('M').append(start + margin).append(' ').append(y + margin);
                    path.append('h').append(run).append("v1h-").append(run).append('z');
                }
                x++;
            }
        }
        return path.toString();
    }

    /**
     * The picture as PNG of two colours, one bit a pixel. All modules have the same whole number of pixels; those that are left
     * make the margin wider.
     *
     * @param size the width in pixels, at least {@link #width()}
     * @param background null for transparency
     */
    public byte[] png(int size, Rgb color, @Nullable Rgb background) {
        int scale = size / width();
        if (scale == 0) {
            throw new IllegalArgumentException("less than a pixel for a module: " + size);
        }
        int edge = (size - scale * code.size) / 2;
        TwoColorPng png = new TwoColorPng(size, color, background);
        png.emptyRows(edge);
        byte[] row = new byte[png.bytesOfRow()];
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < scale * code.size; x++) {
                int pixel = edge + x;
                int bit = 0x80 >>> (pixel & 7);
                row[pixel >>> 3] =
                        (byte) (code.getModule(x / scale, y) ? row[pixel >>> 3] | bit : row[pixel >>> 3] & ~bit);
            }
            png.rows(row, scale);
        }
        png.emptyRows(size - edge - scale * code.size);
        return png.bytes();
    }
}
