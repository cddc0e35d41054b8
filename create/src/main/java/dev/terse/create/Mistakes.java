package dev.terse.create;

import dev.terse.web.FieldError;
import dev.terse.web.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with the values of one request, gathered so that all is said at once. No more than {@link #MAX} are kept
 * of a request, and {@link #MAX_OF_PART} of each part that is answered for itself, so that there is a limit to the size of
 * an answer. Used by one thread.
 */
final class Mistakes {
    static final int MAX = 100;

    /** Far fewer, because a request may have a thousand such parts. */
    static final int MAX_OF_PART = 10;

    private static final int MAX_NAME = 64;

    private final String prefix;
    private final List<FieldError> errors;
    private final int max;

    Mistakes() {
        this("", new ArrayList<>(), MAX);
    }

    private Mistakes(String prefix, List<FieldError> errors, int max) {
        this.prefix = prefix;
        this.errors = errors;
        this.max = max;
    }

    /** Those of a part of the request that is answered for itself. */
    static Mistakes ofPart() {
        return new Mistakes("", new ArrayList<>(), MAX_OF_PART);
    }

    /** The same mistakes, where the fields that are named from now on stand inside {@code place}. */
    Mistakes inside(String place) {
        return new Mistakes(prefix + place + ".", errors, max);
    }

    void add(String field, FieldType type, String detail) {
        add(field, type.text(), detail);
    }

    void add(String field, String type, String detail) {
        if (errors.size() < max) {
            errors.add(new FieldError(prefix + field, type, detail));
        }
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** The problem that names them all. There has to be one at least. */
    Problem problem() {
        return Problem.invalid(errors);
    }

    /** @throws Refusal where there are any */
    void refuseIfAny() {
        if (!errors.isEmpty()) {
            throw new Refusal(problem());
        }
    }

    /** A client's own name for something, short and whole enough to be repeated to it. */
    static String shortened(String name) {
        String whole = Texts.hasBrokenCharacter(name) ? name.replaceAll("[\\x{D800}-\\x{DFFF}\\x00]", "\uFFFD") : name;
        return whole.length() <= MAX_NAME ? whole : whole.substring(0, whole.offsetByCodePoints(0, MAX_NAME / 2)) + "…";
    }
}
