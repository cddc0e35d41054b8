package dev.terse.target;

/** Why a text is no target of a link, as its author is told. */
public enum TargetRefusal {
    MISSING("missing", "Give the address that the link leads to, such as https://example.com/page."),
    TOO_LONG("too-long", "Shorten the address: it may have at most " + Target.MAX_LENGTH + " bytes when written out."),
    MISSING_SCHEME("missing-scheme", "Write the whole address, beginning with https:// or http://."),
    UNSUPPORTED_SCHEME("unsupported-scheme", "Use an address that begins with https:// or http://; no other leads on."),
    INVALID_URL("invalid-url", "Write exactly two slashes after the scheme, as in https://example.com/page."),
    USERINFO_NOT_ALLOWED(
            "userinfo-not-allowed", "Remove the user name and password, all up to the @, before the host."),
    INVALID_CHARACTER(
            "invalid-character",
            "Remove tabs, line breaks and broken characters, and write / for a backslash beside the host."),
    INVALID_PORT("invalid-port", "Give a port from 0 to 65535 in digits after the host, or none."),
    INVALID_HOST("invalid-host", "Give a valid host name or IP address after the two slashes."),
    PRIVATE_TARGET(
            "private-target",
            "Use a public host: private, local, reserved and other special addresses and names are not allowed."),
    SELF_REDIRECT("self-redirect", "Use an address of another site: this host serves the short links themselves."),
    BLOCKED_TARGET("blocked-target", "Use another address: this one is on the block list.");

    private final String type;
    private final String detail;

    TargetRefusal(String type, String detail) {
        this.type = type;
        this.detail = detail;
    }

    /** The field type of a problem's {@code errors}, such as {@code private-target}. */
    public String type() {
        return type;
    }

    /** A sentence that says what to do. Never has a part of the text in it. */
    public String detail() {
        return detail;
    }
}
