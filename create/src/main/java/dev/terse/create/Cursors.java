package dev.terse.create;

import dev.terse.link.LinkQuery;
import dev.terse.stats.Stats;
import dev.terse.store.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Places in a list as clients hold them, in base64url: a position, masked, and a truncated HMAC-SHA-256 over it and
 * everything that the list was asked for. A cursor is thus good for the list that it came from and for no other, and nobody
 * else can make one or read the internal number in it.
 *
 * <p>The mask is a second HMAC, under a key of its own, over the first: the construction of synthetic initialization
 * vectors (RFC 5297) with HMAC as its pseudorandom function. Two positions that differ get masks that differ, so nothing
 * has to be random, and equal places of a list have equal cursors.
 */
final class Cursors {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int POSITION = 2 * Long.BYTES;
    private static final int TAG = 16;

    private final SecretKey tagKey;
    private final SecretKey maskKey;

    Cursors(Secret secret) {
        this.tagKey = derived(secret, "terse cursors");
        this.maskKey = derived(secret, "terse cursor masks");
    }

    private static SecretKey derived(Secret secret, String purpose) {
        byte[] key = hmac(new SecretKeySpec(secret.bytes(), ALGORITHM), purpose.getBytes(StandardCharsets.UTF_8));
        return new SecretKeySpec(key, ALGORITHM);
    }

    /** The text for the place {@code position} in the list of {@code workspace} that {@code query} asks for. */
    String write(long workspace, LinkQuery query, LinkQuery.Position position) {
        return write(listOf(workspace, query), position.value(), position.number());
    }

    /** The place that {@code text} names in that list, or empty where {@link #write} never made it for that list. */
    Optional<LinkQuery.Position> read(long workspace, LinkQuery query, String text) {
        return read(listOf(workspace, query), text)
                .map(place -> new LinkQuery.Position(place.getLong(0), place.getLong(Long.BYTES)));
    }

    /**
     * The text for a place in a list of clicks.
     *
     * @param list everything that the list was asked for
     */
    String writeClicks(long workspace, String list, Stats.Position position) {
        return write(listOfClicks(workspace, list), position.atMillis(), position.skip());
    }

    /** The place that {@code text} names in that list, or empty where {@link #writeClicks} never made it for that list. */
    Optional<Stats.Position> readClicks(long workspace, String list, String text) {
        return read(listOfClicks(workspace, list), text)
                .map(place -> new Stats.Position(place.getLong(0), Math.toIntExact(place.getLong(Long.BYTES))));
    }

    private String write(String list, long first, long second) {
        byte[] place =
                ByteBuffer.allocate(POSITION).putLong(first).putLong(second).array();
        byte[] tag = tag(list, place);
        byte[] cursor = Arrays.copyOf(masked(place, tag), POSITION + TAG);
        System.arraycopy(tag, 0, cursor, POSITION, TAG);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    private Optional<ByteBuffer> read(String list, String text) {
        byte[] cursor;
        try {
            cursor = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (cursor.length != POSITION + TAG) {
            return Optional.empty();
        }
        byte[] tag = Arrays.copyOfRange(cursor, POSITION, POSITION + TAG);
        ByteBuffer place = ByteBuffer.wrap(masked(Arrays.copyOf(cursor, POSITION), tag));
        // Compared as texts: base64 has more than one spelling of the same bytes.
        byte[] expected =
                write(list, place.getLong(0), place.getLong(Long.BYTES)).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, text.getBytes(StandardCharsets.UTF_8))
                ? Optional.of(place)
                : Optional.empty();
    }

    private static String listOf(long workspace, LinkQuery query) {
        return workspace + "\n" + query.sort() + "\n" + query.domain() + "\n" + query.state() + "\n"
                + sized(query.tag()) + "\n" + sized(query.text());
    }

    private static String listOfClicks(long workspace, String list) {
        return "clicks\n" + workspace + "\n" + list;
    }

    private byte[] tag(String list, byte[] place) {
        byte[] asked = list.getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(place, POSITION + asked.length);
        System.arraycopy(asked, 0, message, POSITION, asked.length);
        return Arrays.copyOf(hmac(tagKey, message), TAG);
    }

    /** {@code place} with its mask put on, or taken off again. */
    private byte[] masked(byte[] place, byte[] tag) {
        byte[] mask = hmac(maskKey, tag);
        byte[] masked = new byte[POSITION];
        for (int i = 0; i < POSITION; i++) {
            masked[i] = (byte) (place[i] ^ mask[i]);
        }
        return masked;
    }

    private static String sized(@Nullable String text) {
        return text == null ? "-" : text.length() + ":" + text;
    }

    private static byte[] hmac(SecretKey key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
