package dev.terse.redirect;

import dev.terse.web.RequestIds;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What every site is asked for beside its links: the front page and the files that browsers and robots look for. */
final class FixedPages {
    private static final String A_DAY = "public, max-age=86400";

    /** A robot may follow a short address; the parts behind it are for people and programs that know them. */
    private static final String ROBOTS = """
            User-agent: *
            Disallow: /api/
            Disallow: /-/
            """;

    /** RFC 9116, 2.5.5 advises less than a year; the file is made anew for every request. */
    private static final Duration SECURITY_VALIDITY = Duration.ofDays(90);

    private final Site site;
    private final Pages pages;
    private final InstantSource clock;
    private final Buffer icon = Buffer.buffer(Pages.bytes("favicon.ico"));

    FixedPages(Site site, Pages pages, InstantSource clock) {
        this.site = site;
        this.pages = pages;
        this.clock = clock;
    }

    /** Answers where there is something at the path, and says whether there is. */
    boolean answer(HttpServerRequest request, String path) {
        switch (path) {
            case "/" ->
                pages.plain(
                        request,
                        "A Terse link server",
                        "It keeps short addresses that lead to long ones. To go somewhere, open the whole address that"
                                + " you were given.");
            case "/robots.txt" -> file(request, "text/plain; charset=utf-8", Buffer.buffer(ROBOTS));
            case "/favicon.ico" -> file(request, "image/x-icon", icon);
            case "/.well-known/security.txt" -> {
                if (site.securityContact() == null) {
                    return false;
                }
                file(request, "text/plain; charset=utf-8", Buffer.buffer(security(site.securityContact())));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private String security(String contact) {
        return "Contact: %s\nExpires: %s\nCanonical: %s/.well-known/security.txt\n"
                .formatted(
                        contact,
                        clock.instant().plus(SECURITY_VALIDITY).truncatedTo(ChronoUnit.SECONDS),
                        site.baseUrl());
    }

    private static void file(HttpServerRequest request, String type, Buffer content) {
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", A_DAY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(RequestIds.HEADER, RequestIds.of(request));
        Pages.end(response, content);
    }
}
