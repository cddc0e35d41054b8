package dev.terse.redirect;

import dev.terse.link.ServedLink;
import dev.terse.target.Target;
import dev.terse.visit.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link as the cache holds it. Of one that leads every plain visit to the same place, which is nearly every one, there is
 * the answer made ready and as little else as possible: millions are held, and the rest can be told from that. Any other is
 * held as it is.
 *
 * <p>It says itself what its key is, so that no other object has to be looked at to know.
 */
final class CachedLink {
    /** Of objects and tables around an entry, with compressed pointers: its key, two nodes, itself and its array. */
    private static final int OWN_BYTES = 240;

    private static final int BYTES_OF_LINK = 80;
    private static final int BYTES_OF_TARGET = 56;
    private static final int BYTES_OF_TITLE = 48;

    private final long domain;
    private final long first;
    private final long second;
    private final boolean shortCode;

    private final long renewFrom;
    private final long servedUntil;

    private final long number;
    private final byte @Nullable [] location;
    private final int status;
    private final boolean forwardQuery;
    private final boolean forwardPath;
    private final long createdAt;
    private final @Nullable ServedLink link;

    private volatile boolean dropped;

    /**
     * Holds a link.
     *
     * @param renewFrom from when on it is to be renewed
     * @param servedUntil until when it may be served
     */
    CachedLink(LinkKey key, ServedLink link, long renewFrom, long servedUntil) {
        this.domain = key.domain;
        this.first = key.first;
        this.second = key.second;
        this.shortCode = key.rest.length == 0;
        this.renewFrom = renewFrom;
        this.servedUntil = servedUntil;
        Decision.Redirect always = Decision.ofEveryPlainVisit(link).orElse(null);
        this.number = link.number();
        this.location = always == null ? null : always.location().getBytes(StandardCharsets.ISO_8859_1);
        this.status = always == null ? 0 : always.status();
        this.forwardQuery = link.forwardQuery();
        this.forwardPath = link.forwardPath();
        this.createdAt = link.createdAt().toEpochMilli();
        this.link = location != null && told(location).equals(link) ? null : link;
    }

    ServedLink link() {
        if (link != null) {
            return link;
        }
        if (location == null) {
            throw new IllegalStateException("an entry holds its link or the answer of it");
        }
        return told(location);
    }

    /** The link as the rest of this tells it. */
    private ServedLink told(byte[] location) {
        return new ServedLink(
                number,
                new Target(new String(location, StandardCharsets.ISO_8859_1)),
                null,
                null,
                null,
                null,
                status,
                forwardQuery,
                forwardPath,
                false,
                false,
                false,
                Instant.ofEpochMilli(createdAt));
    }

    /** The link's. */
    long number() {
        return number;
    }

    /** Whether every plain visit is led to the same place, by an answer that the lane has room for. */
    boolean isReady() {
        return location != null && location.length <= RedirectLane.LONGEST_LOCATION;
    }

    /** Where every plain visit is led, null where that depends on more than the link; to be left as it is. */
    byte @Nullable [] location() {
        return location;
    }

    /** The status of that answer. */
    int status() {
        return status;
    }

    long renewFrom() {
        return renewFrom;
    }

    long servedUntil() {
        return servedUntil;
    }

    /** Whether its key is the one of these words and no rest. */
    boolean isOf(long domain, long first, long second) {
        return this.first == first && this.second == second && this.domain == domain && shortCode;
    }

    /** Whether its code has sixteen characters at most. */
    boolean hasShortCode() {
        return shortCode;
    }

    /** The hash of its key, where the code is short. */
    int hash() {
        return LinkKey.hash(domain, first, second);
    }

    /** Whether the cache still holds it. */
    boolean isHeld() {
        return !dropped;
    }

    /** Says that the cache doesn't hold it any more. */
    void drop() {
        dropped = true;
    }

    /** What it takes on a 64-bit JVM with compressed pointers, the cache's own objects included. */
    int estimatedBytes(LinkKey key) {
        int bytes = OWN_BYTES + key.rest.length + (location == null ? 0 : location.length);
        if (link == null) {
            return bytes;
        }
        bytes += BYTES_OF_LINK + bytes(link.target()) + bytes(link.fallback());
        return link.title() == null
                ? bytes
                : bytes + BYTES_OF_TITLE + 2 * link.title().length();
    }

    private static int bytes(@Nullable Target target) {
        return target == null ? 0 : BYTES_OF_TARGET + target.href().length();
    }
}
