package dev.terse.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nayuki.qrcodegen.DataTooLongException;
import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

class QrPictureTest {
    private static final String TEXT = "https://s.example/aB3dE9x?src=qr";
    private static final Rgb BLUE = new Rgb(10, 61, 98);
    private static final Rgb CREAM = new Rgb(255, 248, 231);

    static List<Arguments> pictures() {
        List<Arguments> pictures = new ArrayList<>();
        for (Level level : Level.values()) {
            for (String text :
                    List.of(TEXT, "https://" + "long.".repeat(40) + "example/" + "c".repeat(64) + "?src=qr")) {
                for (int margin : List.of(0, 4, 7)) {
                    pictures.add(Arguments.of(text, level, margin));
                }
            }
        }
        return pictures;
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void picture_anyLevelAndMargin_isReadBack(String text, Level level, int margin) {
        QrPicture picture = QrPicture.of(text, level, margin);
        for (int size : List.of(2 * picture.width(), 3 * picture.width() + 2, 777)) {
            assertThat(QrReader.read(QrReader.png(picture.png(size, Rgb.BLACK, Rgb.WHITE)), level))
                    .isEqualTo(text);
        }
        assertThat(QrReader.read(QrReader.png(picture.png(777, BLUE, CREAM)), level))
                .isEqualTo(text);
        assertThat(QrReader.read(QrReader.png(picture.png(777, BLUE, null)), level))
                .isEqualTo(text);
        assertThat(QrReader.read(QrReader.svg(picture.svg(777, BLUE, null), 3), level))
                .isEqualTo(text);
    }

    @Test
    void svgAndPng_ofTheSamePicture_areTheSamePixels() {
        QrPicture picture = QrPicture.of(TEXT, Level.M, 4);
        for (@Nullable Rgb background : new @Nullable Rgb[] {null, CREAM}) {
            int size = 4 * picture.width();
            assertThat(pixels(QrReader.png(picture.png(size, BLUE, background))))
                    .isEqualTo(pixels(QrReader.svg(picture.svg(size, BLUE, background), 4)));
        }
    }

    /** Pixels that show nothing are all alike. */
    private static List<Integer> pixels(BufferedImage picture) {
        List<Integer> pixels = new ArrayList<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int pixel = picture.getRGB(x, y);
                pixels.add(pixel >>> 24 == 0 ? 0 : pixel);
            }
        }
        return pixels;
    }

    @Test
    void png_anySize_isThatSizeAndSmall() {
        QrPicture picture = QrPicture.of(TEXT, Level.M, 4);
        for (int size : List.of(picture.width(), 64, 255, 512, 4_096)) {
            byte[] png = picture.png(size, BLUE, CREAM);
            BufferedImage image = QrReader.png(png);
            assertThat(image.getWidth()).isEqualTo(size);
            assertThat(image.getHeight()).isEqualTo(size);
            assertThat(image.getColorModel().getPixelSize()).isEqualTo(1);
            assertThat(png.length).isLessThan(size <= 512 ? 1_024 : 16_384);
            assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFF8E7);
            assertThat(image.getRGB(size - 1, size - 1)).isEqualTo(0xFFFFF8E7);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> picture.png(picture.width() - 1, BLUE, CREAM));
    }

    @Test
    void svg_always_isOnePathWithoutScript() throws Exception {
        QrPicture picture = QrPicture.of(TEXT, Level.M, 4);
        String svg = new String(picture.svg(300, BLUE, CREAM), StandardCharsets.UTF_8);
        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getAttribute("width")).isEqualTo("300");
        assertThat(root.getAttribute("height")).isEqualTo("300");
        assertThat(root.getAttribute("viewBox")).isEqualTo("0 0 " + picture.width() + " " + picture.width());
        assertThat(root.getAttribute("shape-rendering")).isEqualTo("crispEdges");
        assertThat(root.getElementsByTagName("*").getLength()).isEqualTo(2);
        assertThat(root.getElementsByTagName("rect").getLength()).isEqualTo(1);
        assertThat(root.getElementsByTagName("path").getLength()).isEqualTo(1);
        assertThat(new String(picture.svg(300, BLUE, null), StandardCharsets.UTF_8))
                .doesNotContain("<rect");
    }

    @Test
    void of_textThatNoCodeHasRoomFor_isRefused() {
        assertThat(QrPicture.of("x".repeat(1_273), Level.H, 0).width()).isEqualTo(177);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QrPicture.of("x".repeat(1_274), Level.H, 0))
                .isInstanceOf(DataTooLongException.class);
    }
}
