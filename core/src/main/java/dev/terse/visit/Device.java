package dev.terse.visit;

import java.util.List;

/** What a visitor holds in hand or sits at, as far as the User-Agent says. */
public enum Device {
    DESKTOP("desktop"),
    PHONE("phone"),
    TABLET("tablet"),
    TV("tv"),
    CONSOLE("console"),
    OTHER("other");

    private static final int WINDOWS_TABLET = 0;
    private static final int TV_SET = 1;
    private static final int GAMES = 2;
    private static final int LARGE = 3;
    private static final int SMALL = 4;
    private static final int ANDROID = 5;
    private static final int MOBILE = 6;
    private static final int BROWSER = 7;
    private static final int COMPUTER = 8;

    private static final Tokens TOKENS = new Tokens(List.of(
            List.of("tablet pc"),
            List.of(
                    "tv$",
                    "smart-tv",
                    "smarttv",
                    "googletv",
                    "hbbtv",
                    "appletv",
                    "netcast",
                    "roku",
                    "crkey",
                    "viera",
                    "bravia",
                    "web0s",
                    "^aft",
                    "vizio",
                    "^dtv",
                    "large screen"),
            List.of("playstation", "xbox", "nintendo", "^ps4", "^ps5", "steamdeck"),
            List.of("ipad", "tablet", "playbook", "kindle", "^silk/", "^kf"),
            List.of(
                    "iphone",
                    "ipod",
                    "windows phone",
                    "iemobile",
                    "blackberry",
                    "bb10",
                    "symbian",
                    "midp",
                    "nokia",
                    "^bada",
                    "opera mini",
                    "up.browser",
                    "^maemo",
                    "kaios"),
            List.of("android"),
            List.of("mobile", "dalvik"),
            List.of("safari/", "chrome/", "firefox/"),
            List.of(
                    "windows",
                    "macintosh",
                    "mac os",
                    "x11",
                    "linux",
                    "^cros$",
                    "bsd",
                    "amiga",
                    "^win9",
                    "^mac_",
                    "darwin")));

    private final String text;

    Device(String text) {
        this.text = text;
    }

    /** How the kind of device is written: its name in small letters. */
    public String text() {
        return text;
    }

    /** The kind of device that a User-Agent belongs to. One pass over the text; nothing is allocated. */
    public static Device of(String userAgent) {
        int kinds = TOKENS.kindsIn(userAgent);
        if (has(kinds, TV_SET)) {
            return TV;
        }
        if (has(kinds, GAMES)) {
            return CONSOLE;
        }
        if (has(kinds, WINDOWS_TABLET)) {
            return DESKTOP;
        }
        if (has(kinds, LARGE)) {
            return TABLET;
        }
        if (has(kinds, SMALL)) {
            return PHONE;
        }
        if (has(kinds, ANDROID)) {
            // Browsers of Android say that they are mobile on a phone, and nothing on what is larger.
            return has(kinds, BROWSER) && !has(kinds, MOBILE) ? TABLET : PHONE;
        }
        if (has(kinds, MOBILE)) {
            return PHONE;
        }
        return has(kinds, COMPUTER) ? DESKTOP : OTHER;
    }

    private static boolean has(int kinds, int kind) {
        return (kinds & 1 << kind) != 0;
    }
}
