package dev.terse.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What form of an answer a client wants (RFC 9110, 12.5.1). Between a page for people and JSON, the page is for those who
 * say that they want it more, as browsers do; whoever takes anything, or says nothing, gets JSON.
 */
public final class Accept {
    private static final String HEADER = "Accept";

    private Accept() {}

    public static boolean prefersHtml(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HEADER);
        return prefersHtml(headers.isEmpty() ? null : String.join(",", headers));
    }

    /**
     * Whether a client leaves room for an answer of {@code type}: it says nothing, or the most exact range that fits is not
     * refused by a quality of zero. One that can't be read refuses nothing: old clients send {@code q=.2}.
     *
     * @param type without parameters, in lower case
     */
    public static boolean allows(MultiMap headers, String type) {
        List<String> values = headers.getAll(HEADER);
        return values.isEmpty() || allows(String.join(",", values), type);
    }

    static boolean allows(String accept, String type) {
        return quality(accept, type) > 0;
    }

    /**
     * The type that a client wants most, the first of those that it wants alike; empty where it {@link #allows} none.
     *
     * @param types as for {@link #allows}
     */
    public static Optional<String> best(MultiMap headers, List<String> types) {
        String accept = String.join(",", headers.getAll(HEADER));
        String best = null;
        double most = 0;
        for (String type : types) {
            double quality = quality(accept, type);
            if (quality > most) {
                best = type;
                most = quality;
            }
        }
        return Optional.ofNullable(best);
    }

    private static double quality(String accept, String type) {
        if (accept.isBlank()) {
            return 1;
        }
        Preference preference = new Preference();
        for (String part : accept.split(",", -1)) {
            String[] fields = part.split(";", -1);
            int exactness = exactness(fields[0].strip().toLowerCase(Locale.ROOT), type);
            if (exactness > 0) {
                preference.named(exactness, quality(fields, 1));
            }
        }
        return preference.quality;
    }

    private static int exactness(String range, String type) {
        if (range.equals(type)) {
            return 3;
        }
        if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
            return 2;
        }
        return range.equals("*/*") ? 1 : 0;
    }

    /**
     * Reads the header's value. A part that can't be read counts for nothing.
     *
     * @param accept null where the request has none
     */
    static boolean prefersHtml(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        Preference html = new Preference();
        Preference json = new Preference();
        for (String part : accept.split(",", -1)) {
            String[] fields = part.split(";", -1);
            double quality = quality(fields, 0);
            switch (fields[0].strip().toLowerCase(Locale.ROOT)) {
                case "text/html", "application/xhtml+xml" -> html.named(3, quality);
                case "application/json", "application/problem+json" -> json.named(3, quality);
                case "text/*" -> html.named(2, quality);
                case "application/*" -> json.named(2, quality);
                case "*/*" -> {
                    html.named(1, quality);
                    json.named(1, quality);
                }
                default -> {}
            }
        }
        return html.quality > json.quality;
    }

    /** 1 where none is given, {@code unreadable} where it can't be read. */
    private static double quality(String[] fields, double unreadable) {
        for (int i = 1; i < fields.length; i++) {
            String field = fields[i].strip();
            if (field.length() > 1 && (field.charAt(0) | 0x20) == 'q' && field.charAt(1) == '=') {
                String value = field.substring(2);
                return value.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(value) : unreadable;
            }
        }
        return 1;
    }

    /** How much one form is wanted: the more exactly it is named, the more the name counts. */
    private static final class Preference {
        private int exactness;
        private double quality;

        void named(int exactness, double quality) {
            if (exactness > this.exactness || (exactness == this.exactness && quality > this.quality)) {
                this.exactness = exactness;
                this.quality = quality;
            }
        }
    }
}
