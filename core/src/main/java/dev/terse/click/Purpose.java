package dev.terse.click;

/** What a visit was made for, as far as its request says. */
public enum Purpose {
    /** To go where the link leads. */
    VISIT(0),
    /** To see what the answer would be: the method was HEAD. */
    PROBE(1),
    /** To have it ready in case somebody goes there: {@code Sec-Purpose: prefetch} and its older kin. */
    PREFETCH(2),
    /** To show it at once in case somebody goes there: {@code Sec-Purpose: prefetch;prerender}. */
    PRERENDER(3);

    private static final Purpose[] ALL = values();

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    /** How a purpose is written in a record, for ever: 0 to 3. */
    byte code() {
        return (byte) code;
    }

    static Purpose ofCode(byte code) {
        return ALL[code & 0x03];
    }
}
