package dev.terse.create;

import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import dev.terse.web.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions of a link a request is meant for, as its header {@code If-Match} says (RFC 9110, section 13.1.1). A
 * version's entity tag is its number in quotes. Tags are compared strongly, so that a weak one never matches; a header of
 * another form matches nothing either, since its sender meant to be careful.
 *
 * <p>What never has versions, such as a picture, has the hash of its bytes for a tag, and is not sent to those who have it
 * ({@code If-None-Match}, section 13.1.2); there, weak tags match as well.
 */
final class EntityTags {
    private static final EntityTags ANY = new EntityTags(true, Set.of());
    private static final Pattern TAG =
            Pattern.compile("\\s*+(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*+)\"\\s*+(?:,|$)|,)");

    private final boolean any;
    private final Set<String> tags;

    private EntityTags(boolean any, Set<String> tags) {
        this.any = any;
        this.tags = tags;
    }

    static EntityTags ifMatch(Call call) {
        List<String> values = call.headerValues("If-Match");
        if (values.isEmpty()) {
            return ANY;
        }
        String all = String.join(",", values).strip();
        return all.equals("*") ? ANY : new EntityTags(false, parse(all, false));
    }

    /** The tag of what will never have other bytes under the same tag. */
    static String of(byte[] body) {
        byte[] start = Arrays.copyOf(Sha256.of(body), 16);
        return "\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(start) + "\"";
    }

    /** Whether the client says that it has what a tag of {@link #of(byte[])} stands for. */
    static boolean isHeldBy(Call call, String tag) {
        String all = String.join(",", call.headerValues("If-None-Match")).strip();
        return all.equals("*") || parse(all, true).contains(tag.substring(1, tag.length() - 1));
    }

    static String of(int version) {
        return "\"" + version + "\"";
    }

    /** Whether every version is meant, so that one that changes meanwhile is meant as well. */
    boolean isAny() {
        return any;
    }

    /** @throws Refusal where {@code version} is not meant */
    void check(int version) {
        if (!any && !tags.contains(Integer.toString(version))) {
            throw mismatch(version);
        }
    }

    static Refusal mismatch(int actual) {
        return new Refusal(Problem.of(
                        ProblemType.VERSION_MISMATCH,
                        "If-Match names no version that the link is at; it is at version " + actual + ".")
                .withHeader("ETag", of(actual)));
    }

    private static Set<String> parse(String text, boolean withWeak) {
        Set<String> tags = new HashSet<>();
        Matcher matcher = TAG.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                return Set.of();
            }
            if (matcher.group(2) != null && (withWeak || matcher.group(1) == null)) {
                tags.add(matcher.group(2));
            }
            at = matcher.end();
        }
        return tags;
    }
}
