package dev.terse.create;

import dev.terse.target.TargetRefusal;
import dev.terse.web.ProblemType;
import dev.terse.web.Sha256;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The pages at {@code /-/problems/{type}}, each saying what a type of problem means and what to do about it. */
final class ProblemPages {
    static final String HTML = "text/html";

    private static final String STYLE = """
            :root{color-scheme:light dark;--ground:#f5f4f1;--card:#fff;--ink:#1c1b1a;--soft:#5c5954;--line:#e2dfd9;--accent:#14554b}
            @media (prefers-color-scheme:dark){:root{--ground:#151615;--card:#1e201f;--ink:#eceae6;--soft:#aaa69f;--line:#343735;--accent:#7fd1c1}}
            *{box-sizing:border-box}
            body{margin:0;min-height:100vh;min-height:100svh;display:grid;place-items:center;padding:1.25rem;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
            main{width:100%;max-width:44rem;padding:clamp(1.5rem,6vw,3rem);background:var(--card);border:1px solid var(--line);border-radius:1rem}
            .status{margin:0 0 .5rem;color:var(--accent);font-size:.875rem;font-weight:600;letter-spacing:.04em}
            h1{margin:0 0 .75rem;font-size:clamp(1.5rem,6vw,1.9rem);line-height:1.2;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
            code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9375em}
            p{margin:0 0 1rem;text-wrap:pretty}
            dl{margin:1.75rem 0 0}
            dt{padding-top:.75rem;border-top:1px solid var(--line)}
            dd{margin:0;padding-bottom:.75rem;color:var(--soft);overflow-wrap:anywhere}
            @media (min-width:44rem){dl{display:grid;grid-template-columns:max-content 1fr}dt,dd{padding:.75rem 0}dt{padding-right:1.5rem}dd{border-top:1px solid var(--line)}}
            footer{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.8125rem}
            """;

    private final Map<String, Buffer> pages = new HashMap<>();
    private final Map<String, String> headers = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
                    + "'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer");

    ProblemPages() {
        for (ProblemType type : ProblemType.values()) {
            pages.put(type.slug(), Buffer.buffer(page(type)));
        }
    }

    /** @throws Refusal where there is no such type */
    Answer page(String slug) {
        Buffer page = pages.get(slug);
        if (page == null) {
            throw new Refusal(ProblemType.NOT_FOUND, "There is no such type of problem.");
        }
        return new Answer(200, HTML + "; charset=utf-8", page, headers);
    }

    private static String page(ProblemType type) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%1$s</title>
                <style>%5$s</style>
                </head>
                <body>
                <main>
                <p class="status">%2$d <code>%3$s</code></p>
                <h1>%1$s</h1>
                <p>%4$s</p>
                %6$s<footer>A problem's <code>detail</code> says what was wrong with the very request, and its \
                <code>requestId</code> is the request's name in the log of the service.</footer>
                </main>
                </body>
                </html>
                """.formatted(
                escaped(type.title()), type.status(), type.slug(), escaped(meaning(type)), STYLE, fieldTypes(type));
    }

    private static String meaning(ProblemType type) {
        return switch (type) {
            case MALFORMED_JSON ->
                "The body is not one JSON value in UTF-8. A member that stands twice in an object, anything after the value"
                        + " and more than " + JsonRequest.MAX_DEPTH
                        + " levels are refused as well. Nothing was changed.";
            case MALFORMED_REQUEST ->
                "The request is no valid HTTP, or one of its parts contradicts another. Nothing was changed; correct what"
                        + " detail names.";
            case UNAUTHENTICATED ->
                "The request has no API key, or one that is unknown, expired or revoked. Send a live key as"
                        + " Authorization: Bearer <key> or as X-Api-Key: <key>; never in the address.";
            case FORBIDDEN ->
                "The API key is a live one, but lacks the scope that the call needs. Use a key that has it; an"
                        + " administrator can make one.";
            case NOT_FOUND ->
                "Nothing is at this address: the path is unknown, or the link or key does not exist, is deleted, or belongs"
                        + " to another workspace.";
            case METHOD_NOT_ALLOWED ->
                "The address is right, the method is not. The header Allow lists those that are.";
            case NOT_ACCEPTABLE ->
                "The header Accept leaves out the form that the answer has. Name that form, or leave the header out.";
            case CODE_TAKEN ->
                "A link has the chosen code, or had it once: a code is never given to a second link, not even after the"
                        + " first was deleted. Choose another, or leave the code out to be given one.";
            case GONE ->
                "The link was there once and leads nowhere any more: it is expired, disabled, banned or deleted.";
            case VERSION_MISMATCH ->
                "The request was meant for another version of the link, as its header If-Match says. Read the link again,"
                        + " see what has changed, and repeat the request with the ETag of that reading.";
            case TOO_LARGE ->
                "A part of the request is over its limit: 8 KiB for the request line (414), 16 KiB for the headers (431),"
                        + " 64 KiB for the body, 4 MiB for a bulk create (413).";
            case UNSUPPORTED_MEDIA_TYPE ->
                "The body has to be JSON in UTF-8, and Content-Type has to say so: application/json, or"
                        + " application/merge-patch+json to change a link. Content encodings are not read.";
            case INVALID_REQUEST ->
                "The request can be understood, but some of its values are not allowed. Each is named in errors: field says"
                        + " which it is, type what is wrong with it, detail what to do. All mistakes are named at once, and"
                        + " nothing was changed.";
            case IDEMPOTENCY_MISMATCH ->
                "A request with another body was made under the same Idempotency-Key within the last 24 hours. Repeat a"
                        + " request as it was, or take a new key for a new one.";
            case RATE_LIMITED ->
                "More requests came than are allowed in this time. Wait as long as the header Retry-After says.";
            case INTERNAL ->
                "Something failed that should not. The request may or may not have taken hold. The operator of the service"
                        + " finds the cause in its log, by the requestId.";
            case UNAVAILABLE ->
                "The service can't answer at the moment, usually because its store is down or overloaded. A change may or may"
                        + " not have taken hold. Try again after as many seconds as the header Retry-After says; with an"
                        + " Idempotency-Key a create is safe to repeat.";
        };
    }

    private static String fieldTypes(ProblemType type) {
        if (type != ProblemType.INVALID_REQUEST) {
            return "";
        }
        StringBuilder list = new StringBuilder("<dl>\n");
        for (FieldType fieldType : FieldType.values()) {
            if (fieldType != FieldType.CODE_TAKEN) {
                entry(list, fieldType.text(), fieldType.meaning());
            }
        }
        for (TargetRefusal refusal : TargetRefusal.values()) {
            if (!isGeneral(refusal)) {
                entry(list, refusal.type(), refusal.detail());
            }
        }
        return list.append("</dl>\n").toString();
    }

    private static boolean isGeneral(TargetRefusal refusal) {
        for (FieldType type : FieldType.values()) {
            if (type.text().equals(refusal.type())) {
                return true;
            }
        }
        return false;
    }

    private static void entry(StringBuilder list, String type, String meaning) {
        list.append("<dt><code>")
                .append(escaped(type))
                .append("</code></dt>\n<dd>")
                .append(escaped(meaning))
                .append("</dd>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
