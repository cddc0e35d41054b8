package dev.terse.click;

/** A text that a visit brought along, as recorded: raw bytes of a stranger, cut to a length. */
public enum ClickText {
    USER_AGENT(1, 512),
    REFERRER(2, 1_024),
    /** The header {@code Accept-Language}. */
    LANGUAGES(3, 128),
    /** What follows the question mark of the address that was visited. */
    QUERY(4, 1_024),
    /** Two letters that a trusted proxy found out, such as {@code CF-IPCountry}. */
    COUNTRY(5, 2);

    private static final ClickText[] ALL = values();

    private final int tag;
    private final int maxLength;

    ClickText(int tag, int maxLength) {
        this.tag = tag;
        this.maxLength = maxLength;
    }

    /** The most bytes that are kept; the rest is cut off. */
    public int maxLength() {
        return maxLength;
    }

    /** How a text is marked in a record, 1 and up, for ever. */
    int tag() {
        return tag;
    }

    static int count() {
        return ALL.length;
    }
}
