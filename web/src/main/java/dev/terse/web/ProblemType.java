package dev.terse.web;

import java.util.Locale;

/** The catalogue of what can be wrong with a request, each with its HTTP status. */
public enum ProblemType {
    MALFORMED_JSON(400, "The body is not well-formed JSON"),
    MALFORMED_REQUEST(400, "The request can't be understood"),
    UNAUTHENTICATED(401, "A valid API key is needed"),
    FORBIDDEN(403, "The API key does not allow this"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer can't be given in a form that is accepted"),
    CODE_TAKEN(409, "The code is taken"),
    GONE(410, "The link is no longer there"),
    VERSION_MISMATCH(412, "The link has changed meanwhile"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has to be JSON"),
    INVALID_REQUEST(422, "Some values are not valid"),
    IDEMPOTENCY_MISMATCH(422, "The idempotency key was used for another request"),
    RATE_LIMITED(429, "Too many requests"),
    INTERNAL(500, "Something went wrong on the server"),
    UNAVAILABLE(503, "The service can't answer at the moment");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The last part of the problem's address, {@code /-/problems/<slug>}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
