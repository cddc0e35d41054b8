package dev.terse.create;

import dev.terse.web.FieldError;
import dev.terse.web.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with the values of one request, gathered so that all is said at once. No more than {@link #MAX} are kept,
 * so that an answer can't be made much larger than its request. Used by one thread.
 */
final class Mistakes {
    static final int MAX = 100;

    private static final int MAX_NAME = 64;

    private final String prefix;
    private final List<FieldError> errors;

    Mistakes() {
        this("", new ArrayList<>());
    }

    private Mistakes(String prefix, List<FieldError> errors) {
        this.prefix = prefix;
        this.errors = errors;
    }

    /** The same mistakes, where the fields that are named from now on stand inside {@code place}. */
    Mistakes inside(String place) {
        return new Mistakes(prefix + place + ".", errors);
    }

    void add(String field, FieldType type, String detail) {
        add(field, type.text(), detail);
    }

    void add(String field, String type, String detail) {
        if (errors.size() < MAX) {
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
