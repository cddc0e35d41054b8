package dev.terse.create;

import dev.terse.key.Scope;
import dev.terse.link.Link;
import dev.terse.link.LinkStore;
import dev.terse.qr.Level;
import dev.terse.qr.QrPicture;
import dev.terse.qr.Rgb;
import dev.terse.web.Accept;
import dev.terse.web.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The call that draws the QR code of a link. */
final class QrRoutes {
    static final String SVG = "image/svg+xml";
    static final String PNG = "image/png";

    private static final int MIN_SIZE = 32;
    private static final int MAX_SIZE = 4_096;
    private static final int DEFAULT_SIZE = 512;
    private static final int MAX_MARGIN = 32;
    private static final int DEFAULT_MARGIN = 4;

    /** How much lighter a background has to be than the code; WCAG 2.2 asks the same of anything that has to be made out. */
    private static final double MIN_CONTRAST = 3;

    private static final String TRANSPARENT = "transparent";

    /** A picture stays as it is while its address does, but for a new version of Terse. */
    private static final String CACHED = "private, max-age=3600";

    private final LinkStore links;
    private final ShortUrls urls;

    QrRoutes(LinkStore links, ShortUrls urls) {
        this.links = links;
        this.urls = urls;
    }

    List<Route> routes() {
        return List.of(Route.get(LinkRoutes.PATH + "/{id}/qr", Scope.LINKS_READ, null, this::draw)
                .withParameters("format", "size", "margin", "level", "color", "background"));
    }

    /** @param background null for none */
    private record Colors(Rgb color, @Nullable Rgb background) {}

    private Answer draw(Call call) {
        QueryParameters parameters = call.parameters();
        Mistakes mistakes = parameters.mistakes();
        String type = type(call);
        int size = parameters.number("size", MIN_SIZE, MAX_SIZE, DEFAULT_SIZE);
        int margin = parameters.number("margin", 0, MAX_MARGIN, DEFAULT_MARGIN);
        Level level = level(parameters);
        Colors colors = colors(parameters);
        mistakes.refuseIfAny();
        Link link = LinkRoutes.existing(links, call);
        QrPicture picture = QrPicture.of(urls.ofScan(link.code()), level, margin);
        if (size < picture.width()) {
            mistakes.add(
                    "size",
                    FieldType.OUT_OF_RANGE,
                    "The code and its margin are " + picture.width()
                            + " modules wide, and each takes a pixel at least; give a larger size or a smaller margin.");
        }
        mistakes.refuseIfAny();
        byte[] body = type.equals(PNG)
                ? picture.png(size, colors.color, colors.background)
                : picture.svg(size, colors.color, colors.background);
        String tag = EntityTags.of(body);
        Answer answer = EntityTags.isHeldBy(call, tag)
                ? Answer.notModified()
                : new Answer(200, type, Buffer.buffer(body), Map.of());
        return answer.withHeaders(Map.of(
                "ETag",
                tag,
                "Cache-Control",
                CACHED,
                "Vary",
                "Accept",
                "Content-Disposition",
                "inline; filename=\"" + link.code() + (type.equals(PNG) ? ".png\"" : ".svg\"")));
    }

    private static String type(Call call) {
        QueryParameters parameters = call.parameters();
        String format = parameters.value("format").orElse(null);
        if (format == null) {
            return Accept.best(call.headers(), List.of(SVG, PNG))
                    .orElseThrow(
                            () -> new Refusal(ProblemType.NOT_ACCEPTABLE, "The answer is " + SVG + " or " + PNG + "."));
        }
        if (!format.equals("svg") && !format.equals("png")) {
            parameters.mistakes().add("format", FieldType.OUT_OF_RANGE, "Give svg or png.");
        }
        return format.equals("png") ? PNG : SVG;
    }

    private static Level level(QueryParameters parameters) {
        String name = parameters.value("level").orElse(Level.M.name());
        for (Level level : Level.values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        parameters.mistakes().add("level", FieldType.OUT_OF_RANGE, "Give L, M, Q or H.");
        return Level.M;
    }

    private static Colors colors(QueryParameters parameters) {
        boolean isTransparent =
                parameters.value("background").filter(TRANSPARENT::equals).isPresent();
        Optional<Rgb> color = rgb(parameters, "color", Rgb.BLACK, "");
        Optional<Rgb> background =
                isTransparent ? Optional.of(Rgb.WHITE) : rgb(parameters, "background", Rgb.WHITE, " or transparent");
        if (color.isEmpty() || background.isEmpty()) {
            return new Colors(Rgb.BLACK, Rgb.WHITE);
        }
        if (background.get().contrastTo(color.get()) < MIN_CONTRAST) {
            parameters
                    .mistakes()
                    .add(
                            parameters.isGiven("color") ? "color" : "background",
                            FieldType.OUT_OF_RANGE,
                            "A camera can't make the code out; give a darker color or a lighter background, with a contrast of "
                                    + "3 to 1 at least. A transparent background counts as white.");
        }
        return new Colors(color.get(), isTransparent ? null : background.get());
    }

    /** Empty, with a mistake, where it is no colour. */
    private static Optional<Rgb> rgb(QueryParameters parameters, String name, Rgb otherwise, String more) {
        Optional<String> text = parameters.value(name);
        if (text.isEmpty()) {
            return parameters.isGiven(name) ? Optional.empty() : Optional.of(otherwise);
        }
        Optional<Rgb> color = Rgb.parse(text.get());
        if (color.isEmpty()) {
            parameters
                    .mistakes()
                    .add(
                            name,
                            FieldType.WRONG_TYPE,
                            "Give #rgb or #rrggbb" + more + ", with %23 for the # in an address.");
        }
        return color;
    }
}
