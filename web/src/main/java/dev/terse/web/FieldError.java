package dev.terse.web;

/**
 * One mistake in a request.
 *
 * @param field where: a member such as {@code url} or {@code links[3].tags[0]}, a query parameter or a header's name
 * @param type the machine's word for it, such as {@code missing}
 * @param detail a sentence for people that says what to do
 */
public record FieldError(String field, String type, String detail) {}
