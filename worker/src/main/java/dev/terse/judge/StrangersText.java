package dev.terse.judge;

import java.nio.charset.StandardCharsets;

/** Makes text of bytes that strangers sent: UTF-8, in which U+FFFD stands for what is none, without control characters. */
final class StrangersText {
    private StrangersText() {}

    static String of(byte[] bytes, int offset, int length) {
        return withoutControls(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    static String withoutControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return text.codePoints()
                        .filter(point -> !Character.isISOControl(point))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    /** The first {@code limit} characters, and none that is half of another. */
    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }
}
