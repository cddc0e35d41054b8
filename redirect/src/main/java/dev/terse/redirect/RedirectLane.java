package dev.terse.redirect;

import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import dev.terse.web.ClientAddress;
import dev.terse.web.Lane;
import dev.terse.web.Peer;
import dev.terse.web.PlainRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redirects plain visits of links that are in memory and lead everybody to the same place, whenever they come: the work
 * that is left is to find the entry, to record the click and to put the answer together.
 */
final class RedirectLane implements Lane {
    private static final int USER_AGENT = 0;
    private static final int REFERRER = 1;
    private static final int LANGUAGES = 2;
    private static final int FORWARDED_FOR = 3;
    private static final int PURPOSE = 4;

    private static final byte[] BEFORE_LOCATION = ascii("\r\nlocation: ");
    private static final byte[] AFTER_LOCATION = ascii("""

            cache-control: private, no-store
            Referrer-Policy: strict-origin-when-cross-origin
            X-Content-Type-Options: nosniff
            content-length: 0

            """.replace("\n", "\r\n"));

    private static final byte[] MOVED_PERMANENTLY = ascii("HTTP/1.1 301 Moved Permanently\r\ndate: ");
    private static final byte[] FOUND = ascii("HTTP/1.1 302 Found\r\ndate: ");
    private static final byte[] TEMPORARY_REDIRECT = ascii("HTTP/1.1 307 Temporary Redirect\r\ndate: ");
    private static final byte[] PERMANENT_REDIRECT = ascii("HTTP/1.1 308 Permanent Redirect\r\ndate: ");

    static final int LONGEST_LOCATION =
            MAX_ANSWER - PERMANENT_REDIRECT.length - DATE_LENGTH - BEFORE_LOCATION.length - AFTER_LOCATION.length;

    private final LinkCache cache;
    private final ClientAddress clientAddress;
    private final ClickRecorder recorder;
    private final InstantSource clock;
    private final Counter redirects;
    private final Counter taken;
    private final RequestKey key;
    private final List<String> headers;
    private final int country;

    RedirectLane(
            LinkCache cache,
            ClientAddress clientAddress,
            long domain,
            @Nullable String countryHeader,
            ClickRecorder recorder,
            InstantSource clock,
            Counter redirects,
            MeterRegistry meters) {
        this.cache = cache;
        this.clientAddress = clientAddress;
        this.recorder = recorder;
        this.clock = clock;
        this.redirects = redirects;
        this.taken = Counter.builder("terse.redirect.lane")
                .description("Redirects that the fast lane answered")
                .register(meters);
        this.key = new RequestKey(domain);
        List<String> names = new ArrayList<>(List.of("user-agent", "referer", "accept-language", "x-forwarded-for"));
        names.addAll(ClickRecorder.PURPOSES);
        this.country = countryHeader == null ? -1 : names.size();
        if (countryHeader != null) {
            names.add(countryHeader);
        }
        this.headers = List.copyOf(names);
    }

    @Override
    public List<String> headers() {
        return headers;
    }

    @Override
    public Peer peer(SocketAddress address) {
        return clientAddress.peer(address);
    }

    @Override
    public int answer(PlainRequest request, Peer peer, byte[] date, byte[] answer) {
        byte[] bytes = request.bytes();
        CachedLink held = cache.held(key.of(bytes, request.codeStart(), request.codeEnd()));
        byte[] location = held == null ? null : held.location();
        if (held == null || location == null) {
            return 0;
        }
        record(request, peer, held.number());
        redirects.increment();
        taken.increment();
        byte[] head = head(held.status());
        int at = put(head, answer, 0);
        at = put(date, answer, at);
        at = put(BEFORE_LOCATION, answer, at);
        at = put(location, answer, at);
        return put(AFTER_LOCATION, answer, at);
    }

    private void record(PlainRequest request, Peer peer, long link) {
        byte[] bytes = request.bytes();
        byte[] address = peer.bytes();
        if (peer.isTrusted() && request.has(FORWARDED_FOR)) {
            address = clientAddress.forwarded(peer, bytes, request.start(FORWARDED_FOR), request.end(FORWARDED_FOR));
        }
        recorder.begin(clock.millis(), link, purpose(request), address);
        text(request, ClickText.USER_AGENT, USER_AGENT);
        text(request, ClickText.REFERRER, REFERRER);
        text(request, ClickText.LANGUAGES, LANGUAGES);
        if (country >= 0 && peer.isTrusted()) {
            text(request, ClickText.COUNTRY, country);
        }
        recorder.end();
    }

    private void text(PlainRequest request, ClickText text, int header) {
        if (request.has(header)) {
            recorder.text(text, request.bytes(), request.start(header), request.end(header));
        }
    }

    private static Purpose purpose(PlainRequest request) {
        for (int i = 0; i < ClickRecorder.PURPOSES.size(); i++) {
            if (request.has(PURPOSE + i)) {
                int start = request.start(PURPOSE + i);
                Purpose said = ClickRecorder.purpose(new String(
                        request.bytes(), start, request.end(PURPOSE + i) - start, StandardCharsets.ISO_8859_1));
                if (said != Purpose.VISIT) {
                    return said;
                }
            }
        }
        return Purpose.VISIT;
    }

    private static byte[] head(int status) {
        return switch (status) {
            case 301 -> MOVED_PERMANENTLY;
            case 302 -> FOUND;
            case 307 -> TEMPORARY_REDIRECT;
            case 308 -> PERMANENT_REDIRECT;
            default -> throw new IllegalArgumentException("no redirect: " + status);
        };
    }

    private static int put(byte[] from, byte[] to, int at) {
        System.arraycopy(from, 0, to, at, from.length);
        return at + from.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
