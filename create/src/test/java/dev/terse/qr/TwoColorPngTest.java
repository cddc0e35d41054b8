package dev.terse.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoColorPngTest {
    private static final Rgb COLOR = new Rgb(1, 2, 3);
    private static final Rgb BACKGROUND = new Rgb(250, 251, 252);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 64, 501})
    void bytes_anyRows_areReadBackAsTheyWere(int size) {
        Random random = new Random(size);
        for (boolean isTransparent : new boolean[] {false, true}) {
            TwoColorPng png = new TwoColorPng(size, COLOR, isTransparent ? null : BACKGROUND);
            byte[][] rows = new byte[size][];
            int y = 0;
            while (y < size) {
                byte[] row = new byte[png.bytesOfRow()];
                int count = 1 + random.nextInt(Math.min(4, size - y));
                if (random.nextInt(5) == 0) {
                    png.emptyRows(count);
                } else {
                    random.nextBytes(row);
                    png.rows(row, count);
                }
                for (int i = 0; i < count; i++) {
                    rows[y++] = row;
                }
            }
            BufferedImage picture = QrReader.png(png.bytes());
            assertThat(picture.getWidth()).isEqualTo(size);
            assertThat(picture.getHeight()).isEqualTo(size);
            for (y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    boolean isSet = (rows[y][x >>> 3] & 0x80 >>> (x & 7)) != 0;
                    int empty = isTransparent ? 0x00FFFFFF : 0xFFFAFBFC;
                    assertThat(picture.getRGB(x, y)).isEqualTo(isSet ? 0xFF010203 : empty);
                }
            }
        }
    }
}
