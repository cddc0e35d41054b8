package dev.terse.stats;

import java.util.Optional;

/** What clicks are told apart by. */
public enum Dimension {
    /** The origin of the page that the visitor came from, such as {@code https://news.example}. */
    REFERRER(0),
    /** The browser's family, such as {@code Firefox}. */
    BROWSER(1),
    /** The operating system's family, such as {@code Windows}. */
    SYSTEM(2),
    /** {@code desktop}, {@code phone}, {@code tablet}, {@code tv}, {@code console} or {@code other}. */
    DEVICE(3),
    /** ISO 3166-1, two letters. */
    COUNTRY(4),
    /** ISO 3166-2, such as {@code DE-BE}. */
    REGION(5),
    /** The city's English name with its country, such as {@code Berlin, DE}. */
    CITY(6),
    /** The visitor's first language, such as {@code de}. */
    LANGUAGE(7),
    UTM_SOURCE(8),
    UTM_MEDIUM(9),
    UTM_CAMPAIGN(10),
    UTM_TERM(11),
    UTM_CONTENT(12),
    /** Why a click was judged to be no person's, such as a crawler's name or {@code head}. */
    AUTOMATION(13),
    /** How Terse handed the address out: {@code qr} in a QR code. */
    SOURCE(14);

    private static final Dimension[] BY_CODE = values();

    private final int code;

    Dimension(int code) {
        this.code = code;
    }

    /** How the dimension is written in what is stored, for ever: 0 and up. */
    public int code() {
        return code;
    }

    /** How many dimensions there are; their codes are below it. */
    public static int count() {
        return BY_CODE.length;
    }

    static Dimension known(int code) {
        return BY_CODE[code];
    }

    /** The dimension of that code, empty where a newer version wrote one that this one doesn't know. */
    public static Optional<Dimension> ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
