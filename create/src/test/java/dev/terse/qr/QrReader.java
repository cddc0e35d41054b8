package dev.terse.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.ResultMetadataType;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Reads pictures of QR codes as a camera would that looks at them on white paper. */
public final class QrReader {
    private static final int PAPER = 40;
    /** Pictures narrower than this are looked at from nearer. */
    private static final int FAR = 100;

    private static final Pattern RECTANGLE =
            Pattern.compile("<rect width=\"([0-9]+)\" height=\"\\1\" fill=\"(#[0-9a-f]{6})\"/>");
    private static final Pattern PATH = Pattern.compile("<path fill=\"(#[0-9a-f]{6})\" d=\"([^\"]+)\"/>");
    private static final Pattern RUN = Pattern.compile("M([0-9]+) ([0-9]+)h([0-9]+)v1h-\\3z");
    private static final Pattern WIDTH = Pattern.compile("viewBox=\"0 0 ([0-9]+) \\1\"");

    private QrReader() {}

    /** The text of a code, once it is known that it is corrected at that level at least. */
    public static String read(BufferedImage picture, Level level) {
        int closeness = picture.getWidth() < FAR ? 3 : 1;
        int side = closeness * picture.getWidth();
        int width = side + 2 * PAPER;
        BufferedImage paper = new BufferedImage(width, width, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = paper.createGraphics();
        drawing.setColor(Color.WHITE);
        drawing.fillRect(0, 0, width, width);
        drawing.drawImage(picture, PAPER, PAPER, side, side, null);
        drawing.dispose();
        int[] pixels = paper.getRGB(0, 0, width, width, null, 0, width);
        try {
            Result result = new QRCodeReader()
                    .decode(
                            new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, width, pixels))),
                            Map.of(DecodeHintType.TRY_HARDER, true));
            String said = String.valueOf(result.getResultMetadata().get(ResultMetadataType.ERROR_CORRECTION_LEVEL));
            if (Level.valueOf(said).compareTo(level) < 0) {
                throw new AssertionError("corrected at level " + said + " only");
            }
            return result.getText();
        } catch (ReaderException failure) {
            throw new AssertionError("not to be read", failure);
        }
    }

    public static BufferedImage png(byte[] bytes) {
        try {
            return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(bytes)));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Draws what {@link QrPicture#svg} writes, each module with some pixels. */
    public static BufferedImage svg(byte[] bytes, int scale) {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        int width = Integer.parseInt(only(WIDTH, text).group(1));
        BufferedImage picture = new BufferedImage(scale * width, scale * width, BufferedImage.TYPE_INT_ARGB);
        Graphics2D drawing = picture.createGraphics();
        Matcher ground = RECTANGLE.matcher(text);
        if (ground.find()) {
            drawing.setColor(Color.decode(ground.group(2)));
            drawing.fillRect(0, 0, scale * Integer.parseInt(ground.group(1)), scale * width);
        }
        MatchResult path = only(PATH, text);
        drawing.setColor(Color.decode(path.group(1)));
        Matcher run = RUN.matcher(path.group(2));
        int at = 0;
        while (run.find() && run.start() == at) {
            drawing.fillRect(
                    scale * Integer.parseInt(run.group(1)),
                    scale * Integer.parseInt(run.group(2)),
                    scale * Integer.parseInt(run.group(3)),
                    scale);
            at = run.end();
        }
        drawing.dispose();
        if (at != path.group(2).length()) {
            throw new AssertionError("a path of another form: " + path.group(2).substring(at));
        }
        return picture;
    }

    private static MatchResult only(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.results().count() != 1) {
            throw new AssertionError("not one " + pattern + " in " + text);
        }
        matcher.reset();
        boolean _ = matcher.find();
        return matcher.toMatchResult();
    }
}
