package dev.terse.redirect;

import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.redirect.LinkCache.Lookup;
import dev.terse.visit.Decision;
import dev.terse.visit.Visit;
import dev.terse.web.ClientAddress;
import dev.terse.web.Lane;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import dev.terse.web.RequestIds;
import dev.terse.web.WebServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers visitors: {@code /{code}}, its preview {@code /{code}+}, and the few fixed pages that every site is asked for.
 *
 * <p>Runs on the event loop. A link that is in memory is answered at once, without lock or I/O; any other is looked for
 * elsewhere and answered on the event loop again. Nothing in a request chooses where it is led, see {@link Decision}.
 */
public final class RedirectService implements Handler<HttpServerRequest> {
    private static final Logger log = LoggerFactory.getLogger(RedirectService.class);

    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence UNCACHED = HttpHeaders.createOptimized("private, no-store");
    private static final CharSequence ZERO = HttpHeaders.createOptimized("0");

    /**
     * What browsers do where nobody says anything: a target learns the site that the visitor comes from, not the page. A
     * redirect can't loosen what that page asked for, because no referrer is ever restored on the way.
     */
    private static final CharSequence REFERRER_OF_REDIRECTS =
            HttpHeaders.createOptimized("strict-origin-when-cross-origin");

    private final LinkCache cache;
    private final MissLimiter limiter;
    private final ClientAddress clientAddress;
    private final Site site;
    private final @Nullable String countryHeader;
    private final ClickRecorder recorder;
    private final InstantSource clock;
    private final Pages pages;
    private final FixedPages fixedPages;

    private final Counter redirects;
    private final Counter previews;
    private final Counter gone;
    private final Counter unknown;
    private final Counter unavailable;
    private final Counter limited;
    private final Counter fixed;
    private final Counter refused;
    private final Counter failed;
    private final Lane lane;

    /**
     * A service for one domain, which every {@code Host} is taken for, on one event loop. All but {@code clicks} may be
     * shared with those on others.
     *
     * @param clock says what state a link is in
     */
    public RedirectService(
            LinkCache cache,
            MissLimiter limiter,
            ClientAddress clientAddress,
            Site site,
            Clicks clicks,
            InstantSource clock,
            MeterRegistry meters) {
        this.cache = cache;
        this.limiter = limiter;
        this.clientAddress = clientAddress;
        this.site = site;
        this.countryHeader = clicks.countryHeader();
        this.recorder = new ClickRecorder(clicks);
        this.clock = clock;
        this.pages = new Pages();
        this.fixedPages = new FixedPages(site, pages, clock);
        this.redirects = outcome(meters, "redirect");
        this.previews = outcome(meters, "preview");
        this.gone = outcome(meters, "gone");
        this.unknown = outcome(meters, "unknown");
        this.unavailable = outcome(meters, "unavailable");
        this.limited = outcome(meters, "limited");
        this.fixed = outcome(meters, "fixed");
        this.refused = outcome(meters, "refused");
        this.failed = outcome(meters, "failed");
        this.lane = new RedirectLane(
                cache, clientAddress, site.domain(), countryHeader, recorder, clock, redirects, meters);
    }

    /** Answers the plainest visits, with the same bytes and the same records. */
    public Lane lane() {
        return lane;
    }

    @Override
    public void handle(HttpServerRequest request) {
        try {
            if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
                refused.increment();
                Problem refusal = Problem.of(ProblemType.METHOD_NOT_ALLOWED, "A short address answers GET and HEAD.");
                pages.refuse(request, refusal.withHeader("Allow", "GET, HEAD"));
                return;
            }
            RequestTarget asked = RequestTarget.parse(request.uri());
            Code code = asked.code();
            if (code == null) {
                answerFixed(request, asked.path());
                return;
            }
            LinkKey key = new LinkKey(site.domain(), code);
            ServedLink link = cache.hit(key);
            if (link == null) {
                find(request, key, asked.visit());
            } else {
                answer(request, code, asked.visit(), link);
            }
        } catch (RuntimeException failure) {
            fail(request, failure);
        }
    }

    private void find(HttpServerRequest request, LinkKey key, Visit visit) {
        InetAddress visitor = clientAddress.of(request);
        OptionalLong wait = cache.holds(key) ? OptionalLong.empty() : limiter.secondsToWait(visitor);
        if (wait.isPresent()) {
            limited.increment();
            pages.refuse(request, tooManyMisses(wait.getAsLong()));
            return;
        }
        Context context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        CompletableFuture<Lookup> lookup = cache.find(key).toCompletableFuture();
        if (lookup.isDone()) {
            answer(request, key.code(), visit, visitor, lookup.join());
            return;
        }
        var _ = lookup.whenComplete((found, failure) -> context.runOnContext(_ -> {
            try {
                if (failure != null) {
                    fail(request, failure);
                } else {
                    answer(request, key.code(), visit, visitor, found);
                }
            } catch (RuntimeException unexpected) {
                fail(request, unexpected);
            }
        }));
    }

    private void answer(HttpServerRequest request, Code code, Visit visit, InetAddress visitor, Lookup lookup) {
        switch (lookup) {
            case Lookup.Found(ServedLink link) -> answer(request, code, visit, link);
            case Lookup.Unknown _ -> {
                limiter.missed(visitor);
                unknown(request);
            }
            case Lookup.Unavailable _ -> {
                unavailable.increment();
                pages.refuse(request, Problem.unavailable("This link can't be looked up at the moment."));
            }
        }
    }

    private void answer(HttpServerRequest request, Code code, Visit visit, ServedLink link) {
        Instant now = clock.instant();
        switch (Decision.of(link, visit, now)) {
            case Decision.Redirect(String location, int status) -> {
                record(request, visit, link, now);
                redirects.increment();
                redirect(request.response(), location, status);
            }
            case Decision.Preview(String location) -> {
                previews.increment();
                pages.preview(request, site.baseUrl(), code, visit.query(), link, location);
            }
            case Decision.Gone _ -> {
                gone.increment();
                pages.refuse(request, Problem.of(ProblemType.GONE, "This link is no longer there."));
            }
            case Decision.Unknown _ -> unknown(request);
        }
    }

    private void record(HttpServerRequest request, Visit visit, ServedLink link, Instant now) {
        MultiMap headers = request.headers();
        recorder.begin(
                now.toEpochMilli(),
                link.number(),
                purpose(request),
                clientAddress.of(request).getAddress());
        recorder.text(ClickText.USER_AGENT, headers.get(HttpHeaders.USER_AGENT));
        recorder.text(ClickText.REFERRER, headers.get(HttpHeaders.REFERER));
        recorder.text(ClickText.LANGUAGES, headers.get(HttpHeaders.ACCEPT_LANGUAGE));
        if (countryHeader != null && clientAddress.isFromTrusted(request)) {
            recorder.text(ClickText.COUNTRY, headers.get(countryHeader));
        }
        recorder.text(ClickText.QUERY, visit.query());
        recorder.end();
    }

    private static Purpose purpose(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.HEAD)) {
            return Purpose.PROBE;
        }
        for (String header : ClickRecorder.PURPOSES) {
            String value = request.getHeader(header);
            Purpose said = value == null ? Purpose.VISIT : ClickRecorder.purpose(value);
            if (said != Purpose.VISIT) {
                return said;
            }
        }
        return Purpose.VISIT;
    }

    private static void redirect(HttpServerResponse response, String location, int status) {
        response.setStatusCode(status);
        response.headers()
                .set(HttpHeaders.LOCATION, location)
                .set(HttpHeaders.CACHE_CONTROL, UNCACHED)
                .set(REFERRER_POLICY, REFERRER_OF_REDIRECTS)
                .set(CONTENT_TYPE_OPTIONS, NOSNIFF)
                .set(HttpHeaders.CONTENT_LENGTH, ZERO);
        response.end();
    }

    private void answerFixed(HttpServerRequest request, String path) {
        if (fixedPages.answer(request, path)) {
            fixed.increment();
        } else {
            unknown(request);
        }
    }

    private void unknown(HttpServerRequest request) {
        unknown.increment();
        pages.refuse(request, Problem.of(ProblemType.NOT_FOUND, "There is no link of this address."));
    }

    private Problem tooManyMisses(long wait) {
        return Problem.of(ProblemType.RATE_LIMITED, "Too many addresses were tried that don't exist.")
                .withHeader("Retry-After", Long.toString(wait))
                .withHeader("RateLimit-Limit", Integer.toString(limiter.burst()))
                .withHeader("RateLimit-Remaining", "0")
                .withHeader("RateLimit-Reset", Long.toString(wait));
    }

    private void fail(HttpServerRequest request, Throwable failure) {
        failed.increment();
        String requestId = RequestIds.of(request);
        log.error("Request {} failed", requestId, failure);
        if (!request.response().headWritten()) {
            WebServer.send(request, Problem.of(ProblemType.INTERNAL, "The request could not be answered."), requestId);
        }
    }

    private static Counter outcome(MeterRegistry meters, String outcome) {
        return Counter.builder("terse.redirect.answers")
                .description("Requests answered, by outcome")
                .tag("outcome", outcome)
                .register(meters);
    }
}
