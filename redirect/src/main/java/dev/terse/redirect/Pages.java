package dev.terse.redirect;

import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.visit.ScanMark;
import dev.terse.web.Accept;
import dev.terse.web.Problem;
import dev.terse.web.RequestIds;
import dev.terse.web.Sha256;
import dev.terse.web.WebServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Answers with something to read: a small page for people, JSON for other clients. A page is whole in itself and runs no
 * script; its policy allows the one style sheet, by its hash, and nothing else. Every text that is not ours is escaped.
 */
final class Pages {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final String SCANNED = """
            <dt>Opened by</dt>
            <dd>A QR code: <code>%s</code> counts the scan and is not passed on.</dd>
            """.formatted(ScanMark.PARAMETER);

    private final String style = resource("page.css");
    private final String policy = "default-src 'none'; style-src 'sha256-" + sha256(style)
            + "'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Answers with what is wrong. */
    void refuse(HttpServerRequest request, Problem problem) {
        String requestId = RequestIds.of(request);
        if (!Accept.prefersHtml(request)) {
            WebServer.send(request, problem.withHeader("Vary", "Accept"), requestId);
            return;
        }
        Message message = Message.of(problem);
        String content =
                """
                <p class="status">%d</p>
                <h1>%s</h1>
                <p>%s</p>
                <p class="note">Request <code>%s</code></p>
                """.formatted(problem.status(), escape(message.heading), escape(message.advice), escape(requestId));
        HttpServerResponse response = request.response().setStatusCode(problem.status());
        problem.headers().forEach(response::putHeader);
        html(request, requestId, page(message.heading, content), true);
    }

    /** Shows where a visit of the same address and query would go. */
    void preview(HttpServerRequest request, String baseUrl, Code code, String query, ServedLink link, String location) {
        String requestId = RequestIds.of(request);
        String shortUrl = baseUrl + "/" + code;
        if (!Accept.prefersHtml(request)) {
            headers(request, requestId, true).putHeader("Content-Type", "application/json");
            end(request.response(), Buffer.buffer(previewJson(shortUrl, code, link, location)));
            return;
        }
        String title = link.title();
        String heading = title == null || title.isBlank() ? "Where this link leads" : title;
        boolean scanned = ScanMark.isIn(query);
        String kept = link.forwardQuery() ? query : scanned ? ScanMark.PARAMETER : "";
        String onward = "/" + code + (kept.isEmpty() ? "" : "?" + kept);
        String content = """
                <p class="status">Preview</p>
                <h1>%s</h1>
                <dl>
                <dt>Short address</dt>
                <dd>%s</dd>
                <dt>Leads to</dt>
                <dd class="target">%s</dd>
                %s<dt>Created</dt>
                <dd><time datetime="%s">%s</time></dd>
                </dl>
                <p><a class="button" rel="nofollow" href="%s">Go on</a></p>
                """.formatted(
                        escape(heading),
                        escape(shortUrl),
                        escape(location),
                        scanned ? SCANNED : "",
                        link.createdAt(),
                        DAY.format(link.createdAt()),
                        escape(onward));
        html(request, requestId, page(heading, content), true);
    }

    /** A page with a heading and a sentence, for everybody. */
    void plain(HttpServerRequest request, String heading, String sentence) {
        String content = """
                <h1>%s</h1>
                <p>%s</p>
                """.formatted(escape(heading), escape(sentence));
        html(request, RequestIds.of(request), page(heading, content), false);
    }

    private void html(HttpServerRequest request, String requestId, String page, boolean varies) {
        headers(request, requestId, varies)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", policy);
        end(request.response(), Buffer.buffer(page));
    }

    /** The length is said to a HEAD too, which gets nothing else of the body. */
    static void end(HttpServerResponse response, Buffer body) {
        response.putHeader("Content-Length", Integer.toString(body.length())).end(body);
    }

    private static HttpServerResponse headers(HttpServerRequest request, String requestId, boolean varies) {
        HttpServerResponse response = request.response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Robots-Tag", "noindex")
                .putHeader(RequestIds.HEADER, requestId);
        return varies ? response.putHeader("Vary", "Accept") : response;
    }

    private String page(String title, String content) {
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta name="color-scheme" content="light dark">
            <title>%s</title>
            <style>%s</style>
            </head>
            <body>
            <main>
            %s</main>
            </body>
            </html>
            """.formatted(escape(title), style, content);
    }

    private static byte[] previewJson(String shortUrl, Code code, ServedLink link, String location) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("code", code.value());
            json.writeStringProperty("shortUrl", shortUrl);
            json.writeStringProperty("url", location);
            json.writeStringProperty("title", link.title());
            json.writeStringProperty("createdAt", link.createdAt().toString());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String resource(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** A file that lies beside this class. */
    static byte[] bytes(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What people are told, and what they can do. */
    private record Message(String heading, String advice) {
        static Message of(Problem problem) {
            return switch (problem.type()) {
                case NOT_FOUND ->
                    new Message(
                            "Nothing here",
                            "There is no link at this address. Upper and lower case matter, so check how it is written.");
                case GONE ->
                    new Message(
                            "This link has ended",
                            "It led somewhere once. Whoever gave it to you may know where to go now.");
                case RATE_LIMITED ->
                    new Message(
                            "One moment, please",
                            "Too many addresses that don't exist were tried from your network. Try again shortly.");
                case UNAVAILABLE ->
                    new Message(
                            "Back in a moment",
                            "This link can't be looked up right now. Nothing is lost: try again in a few seconds.");
                case METHOD_NOT_ALLOWED -> new Message("That doesn't work here", "A short address can only be opened.");
                case MALFORMED_JSON,
                        MALFORMED_REQUEST,
                        UNAUTHENTICATED,
                        FORBIDDEN,
                        NOT_ACCEPTABLE,
                        CODE_TAKEN,
                        VERSION_MISMATCH,
                        TOO_LARGE,
                        UNSUPPORTED_MEDIA_TYPE,
                        INVALID_REQUEST,
                        IDEMPOTENCY_MISMATCH,
                        INTERNAL -> new Message(problem.type().title(), problem.detail());
            };
        }
    }
}
