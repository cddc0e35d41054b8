package dev.terse.click;

/** What a visit was made for, as far as its request says. */
public enum Purpose {
    /** To go where the link leads. */
    VISIT,
    /** To see what the answer would be: the method was HEAD. */
    PROBE,
    /** To have it ready in case somebody goes there: {@code Sec-Purpose: prefetch} and its older kin. */
    PREFETCH,
    /** To show it at once in case somebody goes there: {@code Sec-Purpose: prefetch;prerender}. */
    PRERENDER;

    private static final Purpose[] ALL = values();

    /** How a purpose is written in a record, for ever. */
    byte code() {
        return (byte) ordinal();
    }

    static Purpose ofCode(byte code) {
        return ALL[code & 0x03];
    }
}
