package dev.terse.create;

import java.util.Locale;

/** What can be wrong with one value of a request. What can be wrong with a target is said by the target policy. */
enum FieldType {
    MISSING("The value is required, or may not be empty."),
    WRONG_TYPE("The value is of another JSON type, or its text has another form."),
    UNKNOWN_FIELD("There is no such member or parameter, or it can't be set."),
    TOO_LONG("The text has too many characters, or the list too many entries."),
    OUT_OF_RANGE("The value is none of those that are allowed here."),
    INVALID_CHARACTER("The text has a character that can't stand there."),
    INVALID_CODE("A code has 3 to 64 of the characters A-Z, a-z, 0-9, _ and -."),
    RESERVED_CODE("The code is a name that the service keeps for itself."),
    CODE_TAKEN("Another link has the code, or had it once.");

    private final String meaning;

    FieldType(String meaning) {
        this.meaning = meaning;
    }

    /** The type's name in the API. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A sentence on what all mistakes of the type have in common. */
    String meaning() {
        return meaning;
    }
}
