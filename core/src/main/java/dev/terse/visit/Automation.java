package dev.terse.visit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells programs from people by what they call themselves: crawlers, previews of messengers, monitors, readers of feeds,
 * libraries and tools. A program that calls itself a browser is taken for one.
 *
 * <p>Any of these makes a program:
 *
 * <ul>
 *   <li>There is no User-Agent.
 *   <li>It has a word for what programs do (crawl, fetch, monitor and the like), or the name of a library, tool or service
 *       that asks by itself.
 *   <li>It says where to learn more about it: an address of the web or of e-mail, or the name of a host. Browsers don't.
 *   <li>It hasn't the shape of a browser's: no platform and no engine is named, {@code mozilla} is written small, there is
 *       a list of several, or a semicolon follows a product.
 * </ul>
 *
 * <p>One pass over the text, or a few short ones; nothing is allocated but the name of a program that was found.
 */
public final class Automation {
    /** The name of a visitor that has no User-Agent. */
    public static final String NO_USER_AGENT = "no user agent";

    static final int HARMLESS = 0;
    static final int DEED = 1;
    static final int NAME = 2;
    static final int ADDRESS = 3;
    static final int HOST = 4;
    static final int PLATFORM = 5;
    static final int BROWSER = 6;
    static final int COMPATIBLE = 7;
    static final int MOZILLA = 8;
    static final int SAFARI = 9;

    /** What looks like one of the others and isn't: a maker of phones, an app that scans, a wallet, a runtime. */
    private static final List<String> HARMLESS_ONES =
            List.of("cubot", "cubot_", "camscanner", "phantom/", " .net", "(.net");

    private static final List<String> DEEDS = List.of(
            "bot$",
            "bot-",
            "bot_",
            "robot",
            "crawl",
            "spider",
            "scrap",
            "slurp",
            "fetch",
            "scanner",
            "^scan$",
            "checker",
            "^check_",
            "linkcheck",
            "checklink",
            "monitor",
            "preview",
            "probe",
            "inspect",
            "validat",
            "archiv",
            "harvest",
            "grabber",
            "getter",
            "sucker",
            "agent",
            "proxy",
            "transcoder",
            "synthetic",
            "observatory",
            "headless",
            "audit",
            "optimizer",
            "classifier",
            "devtools",
            "insights",
            "favicon",
            "feed",
            "^rss",
            "rss/",
            "reader",
            "subscriber",
            "uptime",
            "webhook",
            "search console",
            "securityheaders");

    private static final List<String> LIBRARIES = List.of(
            "curl/",
            "libcurl",
            "^wget",
            "python",
            "urllib",
            "httpclient",
            "http-client",
            "http_client",
            "http-kit",
            "okhttp",
            "axios",
            "grpc",
            "libwww-perl",
            "^lwp::",
            "^perl",
            "^php/",
            "^ruby",
            "rest-client",
            "^java/",
            "go-http",
            "node-fetch",
            "undici",
            "aiohttp",
            "httpx",
            "guzzle",
            "requests",
            "mechanize");

    private static final List<String> TOOLS = List.of(
            "phantomjs",
            "puppeteer",
            "playwright",
            "selenium",
            "webdriver",
            "cypress",
            "lighthouse",
            "^splash$",
            "^ptst/",
            "pagespeed",
            "page speed",
            "nagios",
            "catchpoint",
            "pageburst",
            "statuscake",
            "dareboost",
            "dejaclick",
            "^rigor$",
            "clamav",
            "^swcd$",
            "newsblur",
            "reeder",
            "readkit",
            "nutch",
            "whatsapp",
            "externalhit",
            "googleweblight",
            "google-",
            "-google");

    private static final List<String> ADDRESSES = List.of("http:", "https:", "www.");

    private static final List<String> HOSTS = List.of(".com$", ".net$", ".org$", ".co$", ".ai$", ".gy$", ".ly$");

    /** Systems, devices, and apps that people look at pages with. */
    private static final List<String> PLATFORMS = List.of(
            "windows",
            "^win9",
            "^win10",
            "^winnt",
            "android",
            "iphone",
            "ipad",
            "ipod",
            "^ios",
            "macintosh",
            "^mac$",
            "mac os",
            "darwin",
            "linux",
            "x11",
            "bsd",
            "^cros$",
            "cfnetwork",
            "dalvik",
            "midp",
            "^java;",
            "blackberry",
            "bb10",
            "symbian",
            "nokia",
            "^bada",
            "tizen",
            "webos",
            "web0s",
            "playstation",
            "^ps4",
            "nintendo",
            "xbox",
            "roku",
            "amiga",
            "^os/2",
            "beos",
            "haiku",
            "inferno",
            "syllable",
            "arm64",
            "msoffice",
            "microsoft office",
            "gog galaxy",
            "vert.x",
            "streaming player",
            "mozacfetch",
            "^pinterest/",
            "libwww-fm");

    private static final List<String> BROWSERS = List.of(
            "applewebkit",
            "gecko/",
            "^rv:",
            "msie",
            "trident",
            "konqueror",
            "^opera",
            "up.browser",
            "netfront",
            "^lynx",
            "links",
            "^fban/");

    static final Tokens TOKENS = new Tokens(List.of(
            HARMLESS_ONES,
            DEEDS,
            both(LIBRARIES, TOOLS),
            ADDRESSES,
            HOSTS,
            PLATFORMS,
            BROWSERS,
            List.of("^compatible;"),
            List.of("mozilla/"),
            List.of("safari/")));

    private Automation() {}

    private static List<String> both(List<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /**
     * The name of the program that a User-Agent belongs to, at most {@value ProgramName#MAX_LENGTH} visible ASCII
     * characters; empty where it is a browser's, as far as can be seen.
     */
    public static Optional<String> nameIn(String userAgent) {
        if (userAgent.isBlank()) {
            return Optional.of(NO_USER_AGENT);
        }
        int kinds = TOKENS.kindsIn(userAgent);
        boolean program = has(kinds, DEED)
                || has(kinds, NAME)
                || has(kinds, ADDRESS)
                || has(kinds, HOST)
                || hasMailAddress(userAgent)
                || !hasShapeOfBrowser(userAgent, kinds);
        return program ? Optional.of(ProgramName.in(userAgent, kinds)) : Optional.empty();
    }

    static boolean has(int kinds, int kind) {
        return (kinds & 1 << kind) != 0;
    }

    private static boolean hasMailAddress(String text) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int end = at + 1;
            while (end < text.length() && (Tokens.isWord(text.charAt(end)) || text.charAt(end) == '-')) {
                end++;
            }
            boolean named = at > 0 && Tokens.isWord(text.charAt(at - 1)) && end > at + 1;
            if (named && end + 1 < text.length() && text.charAt(end) == '.' && isLetter(text.charAt(end + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return Tokens.isWord(c) && c > '9';
    }

    private static boolean hasShapeOfBrowser(String text, int kinds) {
        if (!has(kinds, MOZILLA)) {
            return has(kinds, PLATFORM) || has(kinds, BROWSER) || !beginsWithProduct(text);
        }
        int mozilla = TOKENS.find(text, MOZILLA);
        if (text.charAt(mozilla) == 'm' || isListed(text, mozilla) || (mozilla == 0 && hasOuterSemicolon(text))) {
            return false;
        }
        if (has(kinds, PLATFORM)) {
            return true;
        }
        return has(kinds, COMPATIBLE)
                ? has(kinds, BROWSER)
                : (has(kinds, BROWSER) && has(kinds, SAFARI)) || wordsOfComment(text) > 2;
    }

    /** Whether a text begins as RFC 9110 wants it. One that doesn't is a form or an attack, which says nothing. */
    private static boolean beginsWithProduct(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '/', ' ', '(' -> {
                    return i > 0;
                }
                case '"', '<', '>', ')' -> {
                    return false;
                }
                default -> {}
            }
        }
        return true;
    }

    private static boolean isListed(String text, int at) {
        int before = at - 1;
        while (before >= 0 && text.charAt(before) == ' ') {
            before--;
        }
        return before >= 0 && (text.charAt(before) == ',' || text.charAt(before) == '|');
    }

    private static boolean hasOuterSemicolon(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(', '[' -> depth++;
                case ')', ']' -> depth--;
                case ';' -> {
                    if (depth <= 0) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private static int wordsOfComment(String text) {
        int from = text.indexOf('(');
        int end = text.indexOf(')');
        int words = from >= 0 && end > from ? 1 : 0;
        for (int i = from; words > 0 && i < end; i++) {
            char c = text.charAt(i);
            words += c == ' ' || c == ';' ? 1 : 0;
        }
        return words;
    }
}
