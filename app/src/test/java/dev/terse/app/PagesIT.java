package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.terse.create.ApiClient;
import dev.terse.redirect.Clicks;
import dev.terse.redirect.LinkCache;
import dev.terse.redirect.MissLimiter;
import dev.terse.redirect.RedirectService;
import dev.terse.redirect.Site;
import dev.terse.store.StorageUnavailable;
import dev.terse.web.ClientAddress;
import dev.terse.web.ProblemType;
import dev.terse.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every page that people see, in a browser: in light and dark, on a phone and on a wide screen. */
class PagesIT {
    private static final String KEY = "key-of-the-test-of-pages-in-a-browser";
    private static final String TITLE = "Spring sale & <b>other</b> news";
    private static final List<Integer> WIDTHS = List.of(390, 1440);
    private static final List<ColorScheme> SCHEMES = List.of(ColorScheme.LIGHT, ColorScheme.DARK);

    /** A page, at an address of the site, with what its window and its heading say. */
    record Shown(String path, int status, String title) {
        @Override
        public String toString() {
            return status + " " + path;
        }
    }

    static final List<Shown> PAGES = Stream.concat(
                    Stream.of(
                            new Shown("/", 200, "A Terse link server"),
                            new Shown("/plain+", 200, "Where this link leads"),
                            new Shown("/titled+", 200, TITLE),
                            new Shown("/long+", 200, "W".repeat(200)),
                            new Shown("/nobody-made-this", 404, "Nothing here"),
                            new Shown("/no/such/page", 404, "Nothing here"),
                            new Shown("/posted", 405, "That doesn't work here"),
                            new Shown("/ended", 410, "This link has ended"),
                            new Shown("/guess", 429, "One moment, please"),
                            new Shown("/anything", 503, "Back in a moment")),
                    Stream.of(ProblemType.values())
                            .map(type -> new Shown("/-/problems/" + type.slug(), 200, type.title())))
            .toList();

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> RUNNING = new ArrayList<>();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static String site;
    private static String siteWithoutStore;
    private static String axe;
    private static Browser browser;
    private static StubService destination;
    private static int visitors;

    private final String visitor = "198.51.100." + ++visitors;
    private BrowserContext context;

    @BeforeAll
    static void start() throws Exception {
        Server server = new Server(
                ConfigReader.read(
                        Map.of(
                                "TERSE_DATA_DIR", folder.resolve("data").toString(),
                                "TERSE_HOST", "127.0.0.1",
                                "TERSE_PORT", "0",
                                "TERSE_OPS_PORT", "0",
                                "TERSE_BASE_URL", "https://s.example",
                                "TERSE_API_KEY", KEY,
                                "TERSE_ALLOW_PRIVATE_TARGETS", "true",
                                "TERSE_TRUSTED_PROXIES", "127.0.0.1/32",
                                "TERSE_RATE_LIMIT_MISSES", "1"),
                        null,
                        Map.of()),
                InstantSource.system());
        RUNNING.add(server);
        server.start();
        site = "http://127.0.0.1:" + server.publicPort();
        siteWithoutStore = "http://127.0.0.1:" + startWithoutStore();
        destination = new StubService(_ -> Optional.of(StubService.ok("there")));
        RUNNING.add(destination);
        createLinks(server.publicPort());

        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        RUNNING.add(playwright);
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        axe = resource("/axe.min.js");
    }

    /** The redirect service alone, over a store that never answers. */
    private static int startWithoutStore() {
        Vertx vertx = Vertx.vertx();
        RUNNING.add(
                () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LinkCache cache = new LinkCache(
                (_, _) -> {
                    throw new StorageUnavailable("down");
                },
                1 << 20,
                10,
                Runnable::run,
                System::nanoTime,
                new Random(),
                meters);
        RedirectService service = new RedirectService(
                cache,
                new MissLimiter(0, 1, System::nanoTime),
                new ClientAddress(List.of()),
                new Site(1, "https://s.example", null),
                new Clicks((_, _) -> true, _ -> null, null),
                InstantSource.system(),
                meters);
        return WebServer.start(vertx, "127.0.0.1", 0, 1, service).port();
    }

    private static void createLinks(int port) {
        String target = "http://" + destination.address() + "/there?from=terse";
        try (ApiClient api = new ApiClient(port, KEY)) {
            create(api, "\"code\": \"plain\", \"url\": \"" + target + "\", \"forwardQuery\": true");
            create(
                    api,
                    "\"code\": \"titled\", \"title\": \"" + TITLE
                            + "\", \"url\": \"https://www.example.com/en/news/2026/spring?utm_source=mail\"");
            create(
                    api,
                    "\"code\": \"long\", \"title\": \"" + "W".repeat(200) + "\", \"url\": \"https://example.com/"
                            + "0123456789".repeat(200) + "\"");
            String ended = create(api, "\"code\": \"ended\", \"url\": \"https://example.com/\"");
            assertThat(api.delete("/api/v1/links/" + ended).status()).isEqualTo(204);
        }
    }

    private static String create(ApiClient api, String members) {
        return api.post("/api/v1/links", "{" + members + "}").json().get("id").stringValue();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PagesIT.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable running : RUNNING.reversed()) {
            running.close();
        }
    }

    @BeforeEach
    void come() {
        context = browser.newContext(
                new Browser.NewContextOptions().setExtraHTTPHeaders(Map.of("X-Forwarded-For", visitor)));
    }

    @AfterEach
    void leave() {
        context.close();
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void open_everyPage_isNamedAndAsksForNothingElse(Shown shown) {
        Page page = context.newPage();
        List<String> faults = watch(page);
        Response response = open(page, shown);
        assertThat(response.status()).isEqualTo(shown.status());
        assertThat(page.title()).isEqualTo(shown.title());
        assertThat(page.locator("h1").allTextContents()).containsExactly(shown.title());
        assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
        assertThat(response.headerValue("content-security-policy"))
                .startsWith("default-src 'none'; ")
                .doesNotContain("unsafe");
        assertThat(page.locator("body").evaluate("body => getComputedStyle(body).margin"))
                .as("its own style sheet holds")
                .isEqualTo("0px");
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void open_everyPageInEveryLook_fitsAndIsAccessible(Shown shown) {
        context.addInitScript(axe);
        Page page = context.newPage();
        open(page, shown);
        for (int width : WIDTHS) {
            page.setViewportSize(width, 844);
            assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                    .as("what is wider than %d px", width)
                    .isLessThanOrEqualTo(width);
            for (ColorScheme scheme : SCHEMES) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                assertThat(violations(page)).as("%s at %d px", scheme, width).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void tab_everyPage_showsWhereTheFocusIs(Shown shown) {
        Page page = context.newPage();
        open(page, shown);
        int controls =
                page.locator("a, button, input, select, textarea, [tabindex]").count();
        assertThat(controls).isEqualTo(shown.path().endsWith("+") ? 1 : 0);
        for (int i = 0; i < controls; i++) {
            page.keyboard().press("Tab");
            Locator focused = page.locator(":focus-visible");
            assertThat(focused.count()).as("control %d is reached", i).isEqualTo(1);
            for (ColorScheme scheme : SCHEMES) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                assertThat((String) focused.evaluate("""
                        control => {
                          const style = getComputedStyle(control);
                          const ink = getComputedStyle(document.body).color;
                          return [style.outlineStyle, style.outlineWidth, style.outlineColor === ink].join(' ');
                        }
                        """))
                        .as("outline of control %d, %s", i, scheme)
                        .isEqualTo("solid 3px true");
            }
        }
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus-visible").count())
                .as("no other part takes the focus")
                .isZero();
    }

    @Test
    void preview_goOnClicked_leadsThroughRedirectToTarget() {
        Page page = context.newPage();
        List<String> faults = watch(page);
        page.navigate(site + "/plain+?campaign=%C3%A4");
        Response hop = page.waitForResponse(
                response -> response.status() == 302,
                () -> page.getByText("Go on").click());
        assertThat(hop.url()).isEqualTo(site + "/plain?campaign=%C3%A4");
        page.waitForURL("http://" + destination.address() + "/there?from=terse&campaign=%C3%A4");
        assertThat(page.locator("body").textContent()).isEqualTo("there");
        assertThat(faults).containsExactly("foreign: " + page.url());
    }

    @Test
    void preview_enterPressedOnGoOn_leadsToTarget() {
        Page page = context.newPage();
        page.navigate(site + "/plain+");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.waitForURL("http://" + destination.address() + "/there?from=terse");
    }

    /** Opens a page in the situation that its status is of. */
    private Response open(Page page, Shown shown) {
        return switch (shown.status()) {
            case 405 -> {
                page.route("**", route -> route.resume(new Route.ResumeOptions().setMethod("POST")));
                yield page.navigate(site + shown.path());
            }
            case 429 -> openAfterGuessing(page, shown.path());
            case 503 -> page.navigate(siteWithoutStore + shown.path());
            default -> page.navigate(site + shown.path());
        };
    }

    /** Guesses codes until that is too much; a slow machine gets the next guess before the page is asked for, and goes on. */
    private Response openAfterGuessing(Page page, String path) {
        AtomicReference<Response> response = new AtomicReference<>();
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    for (int guess = 0; guess < 10; guess++) {
                        HttpRequest request = HttpRequest.newBuilder(URI.create(site + path + guess))
                                .header("X-Forwarded-For", visitor)
                                .build();
                        CLIENT.send(request, BodyHandlers.discarding());
                    }
                    response.set(page.navigate(site + path));
                    return response.get().status() == 429;
                });
        return response.get();
    }

    /** Notes whatever the page should not do: complain, fail to load something, or ask another site. */
    private static List<String> watch(Page page) {
        List<String> faults = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (!isStatusOfThePage(page, message)) {
                faults.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> faults.add("script: " + error));
        page.onRequestFailed(request -> faults.add("failed: " + request.url()));
        page.onRequest(request -> {
            if (!request.url().startsWith(site + "/") && !request.url().startsWith(siteWithoutStore + "/")) {
                faults.add("foreign: " + request.url());
            }
        });
        return faults;
    }

    /** Chromium says in the console that the page itself was answered with 404 and the like. */
    private static boolean isStatusOfThePage(Page page, ConsoleMessage message) {
        return message.text().startsWith("Failed to load resource: the server responded with a status of ")
                && message.location().startsWith(page.url() + ":");
    }

    /** What WCAG 2.2 AA forbids, as far as a program can see it: the rule and the element of each. */
    private static List<?> violations(Page page) {
        return (List<?>) page.evaluate("""
                async () => {
                  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
                  const result = await axe.run({ runOnly: tags });
                  const doubts = result.incomplete.filter(rule => rule.id === 'color-contrast');
                  const none = result.passes.length === 0 ? ['nothing was checked'] : [];
                  return none.concat([...result.violations, ...doubts]
                      .flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.html)));
                }
                """);
    }
}
