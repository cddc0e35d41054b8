package dev.terse.visit;

/**
 * One request for a code, as far as it decides the answer. Its texts are as they were sent, one character a byte, nothing
 * decoded: they are a stranger's, and {@link Decision} is the one to make them safe.
 *
 * @param rest what follows the code in the path: empty, or a slash and more
 * @param query what follows the question mark, empty also where there is none; never a fragment
 * @param preview whether the visitor wants to see where the link leads instead of going there
 */
public record Visit(String rest, String query, boolean preview) {
    /** A visit that asks for the code and nothing else. */
    public static final Visit PLAIN = new Visit("", "", false);

    public Visit {
        if (!rest.isEmpty() && rest.charAt(0) != '/') {
            throw new IllegalArgumentException("the rest of a path begins with a slash");
        }
    }
}
