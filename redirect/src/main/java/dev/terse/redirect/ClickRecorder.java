package dev.terse.redirect;

import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import dev.terse.click.VisitorHash;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Records the redirected visits of one event loop, from whichever lane: what was asked for and by whom, as far as that may
 * be kept. Of an address only its network gets into a record, and the visitor's hash under the key of the day.
 *
 * <p>Texts are taken as their bytes came, one character a byte, and cut where they are too long. For that loop's thread.
 */
final class ClickRecorder {
    /** Headers that say that a browser asks ahead of its user. */
    static final List<String> PURPOSES = List.of("sec-purpose", "purpose", "x-moz", "x-purpose");

    private static final int NETWORK_OF_IPV4 = 3;
    private static final int NETWORK_OF_IPV6 = 6;
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private final ClickSink journal;
    private final LongFunction<@Nullable VisitorHash> visitors;
    private final ClickEncoder encoder = new ClickEncoder();
    private final byte[] visitor = new byte[IPV6 + ClickText.USER_AGENT.maxLength()];
    private int visitorLength;
    private long atMillis;

    ClickRecorder(Clicks clicks) {
        this.journal = clicks.journal();
        this.visitors = clicks.visitors();
    }

    /**
     * Begins the record of a visit.
     *
     * @param address the 4 or 16 bytes of the client's
     */
    ClickRecorder begin(long atMillis, long link, Purpose purpose, byte[] address) {
        this.atMillis = atMillis;
        encoder.begin(atMillis, link, purpose);
        encoder.network(address, address.length == IPV4 ? NETWORK_OF_IPV4 : NETWORK_OF_IPV6);
        System.arraycopy(address, 0, visitor, 0, address.length);
        visitorLength = address.length;
        return this;
    }

    /** Adds a text from bytes; a User-Agent is a part of who the visitor is. */
    void text(ClickText text, byte[] from, int start, int end) {
        encoder.text(text, from, start, end - start);
        if (text == ClickText.USER_AGENT) {
            int length = Math.min(end - start, ClickText.USER_AGENT.maxLength());
            System.arraycopy(from, start, visitor, visitorLength, length);
            visitorLength += length;
        }
    }

    /** Adds a text of one character a byte, if there is one. */
    void text(ClickText text, @Nullable CharSequence value) {
        if (value == null || value.isEmpty()) {
            return;
        }
        encoder.text(text, value);
        if (text == ClickText.USER_AGENT) {
            int length = Math.min(value.length(), ClickText.USER_AGENT.maxLength());
            for (int i = 0; i < length; i++) {
                visitor[visitorLength + i] = (byte) value.charAt(i);
            }
            visitorLength += length;
        }
    }

    /** Ends the record and hands it over. What becomes of it changes nothing for the visitor. */
    void end() {
        VisitorHash today = visitors.apply(atMillis);
        if (today != null) {
            encoder.visitor(today.of(visitor, visitorLength));
        }
        boolean _ = journal.append(encoder.bytes(), encoder.end());
    }

    /** What the value of one of {@link #PURPOSES} says; {@link Purpose#VISIT} where it is nothing of the kind. */
    static Purpose purpose(String value) {
        String said = value.toLowerCase(Locale.ROOT);
        if (said.contains("prerender")) {
            return Purpose.PRERENDER;
        }
        return said.contains("prefetch") || said.contains("preview") ? Purpose.PREFETCH : Purpose.VISIT;
    }
}
