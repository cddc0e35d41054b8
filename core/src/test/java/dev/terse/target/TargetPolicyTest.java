package dev.terse.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPolicyTest {
    private static final TargetPolicy PUBLIC_HOSTS = new TargetPolicy(false, Set::of);
    private static final TargetPolicy ALL_HOSTS = new TargetPolicy(true, Set::of);

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void check_addressOfAPublicHost_isSerialisedByTheStandard(String sentence, String input, String href) {
        assertThat(PUBLIC_HOSTS.check(input)).isEqualTo(accepted(href));
    }

    static Stream<Arguments> check_addressOfAPublicHost_isSerialisedByTheStandard() {
        return Stream.of(
                Arguments.of("a whole address stays", "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
                Arguments.of("an empty path becomes a slash", "https://example.com", "https://example.com/"),
                Arguments.of("scheme and host are lower-cased", "HTTPS://EXAMPLE.com/A", "https://example.com/A"),
                Arguments.of(
                        "spaces and controls around go", " \n\u0000https://example.com/ \t", "https://example.com/"),
                Arguments.of("the default port goes", "https://example.com:443/", "https://example.com/"),
                Arguments.of("the other default port stays", "http://example.com:443/", "http://example.com:443/"),
                Arguments.of("an empty port goes", "http://example.com:/", "http://example.com/"),
                Arguments.of("leading zeros of a port go", "http://example.com:0008080/", "http://example.com:8080/"),
                Arguments.of("port 0 is a port", "http://example.com:0/", "http://example.com:0/"),
                Arguments.of("the largest port is a port", "http://example.com:65535/", "http://example.com:65535/"),
                Arguments.of("dot segments go", "https://example.com/a/./b/../c", "https://example.com/a/c"),
                Arguments.of("encoded dot segments go", "https://example.com/a/%2e/%2E%2e/c", "https://example.com/c"),
                Arguments.of("an encoded slash stays", "https://example.com/a%2Fb", "https://example.com/a%2Fb"),
                Arguments.of("a double slash stays", "https://example.com//a//", "https://example.com//a//"),
                Arguments.of(
                        "an address inside a path stays", "https://a.org/https://b.org", "https://a.org/https://b.org"),
                Arguments.of("an at sign in a path stays", "https://a.org/@me", "https://a.org/@me"),
                Arguments.of(
                        "a space inside is encoded", "https://a.org/a b?c d#e f", "https://a.org/a%20b?c%20d#e%20f"),
                Arguments.of("no lone percent sign is repaired", "https://a.org/100%?%zz", "https://a.org/100%?%zz"),
                Arguments.of("a quote is encoded in a query alone", "https://a.org/'?'#'", "https://a.org/'?%27#'"),
                Arguments.of(
                        "every UTF-8 length is encoded",
                        "https://a.org/é€😀?é#é",
                        "https://a.org/%C3%A9%E2%82%AC%F0%9F%98%80?%C3%A9#%C3%A9"),
                Arguments.of("an empty query and fragment stay", "https://a.org/?#", "https://a.org/?#"),
                Arguments.of("an underscore may be in a host", "https://a_b.example.com/", "https://a_b.example.com/"),
                Arguments.of("a trailing dot stays", "https://example.com./", "https://example.com./"),
                Arguments.of("a sharp s is not two", "https://faß.de/", "https://xn--fa-hia.de/"),
                Arguments.of("an ideographic full stop is a dot", "https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
                Arguments.of("an encoded host is decoded", "https://ex%61mple.com/", "https://example.com/"),
                Arguments.of("a public IPv4 address is a host", "http://8.8.8.8/", "http://8.8.8.8/"),
                Arguments.of("so is one number", "http://0x08080808/", "http://8.8.8.8/"),
                Arguments.of(
                        "a public IPv6 address is a host",
                        "http://[2606:4700:0:0:0::1111]/",
                        "http://[2606:4700::1111]/"),
                Arguments.of(
                        "of two runs of zeros the longer goes",
                        "http://[2606:0:0:1:0:0:0:1]/",
                        "http://[2606:0:0:1::1]/"),
                Arguments.of("one zero stays", "http://[2606:0:1:1:1:1:1:1]/", "http://[2606:0:1:1:1:1:1:1]/"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void check_textThatIsNoTarget_isRefusedForAllReasonsAtOnce(
            String sentence, String input, List<TargetRefusal> refusals) {
        assertThat(PUBLIC_HOSTS.check(input))
                .isInstanceOfSatisfying(
                        TargetCheck.Refused.class,
                        refused -> assertThat(refused.refusals()).containsExactlyInAnyOrderElementsOf(refusals));
    }

    static Stream<Arguments> check_textThatIsNoTarget_isRefusedForAllReasonsAtOnce() {
        return Stream.of(
                refused("nothing", "", TargetRefusal.MISSING),
                refused("nothing but white space", " \r\n\t ", TargetRefusal.MISSING),
                refused("no scheme is guessed", "example.com/page", TargetRefusal.MISSING_SCHEME),
                refused("nor one before two slashes", "//example.com/", TargetRefusal.MISSING_SCHEME),
                refused("a host with a port has no scheme", "example.com:8080/page", TargetRefusal.MISSING_SCHEME),
                refused("not even localhost", "localhost:8080", TargetRefusal.MISSING_SCHEME),
                refused("a path", "/page", TargetRefusal.MISSING_SCHEME),
                refused("a scheme begins with a letter", "1http://example.com/", TargetRefusal.MISSING_SCHEME),
                refused("a lookalike letter is no scheme", "http\u017F://example.com/", TargetRefusal.MISSING_SCHEME),
                refused("a script", "javascript:alert(1)", TargetRefusal.UNSUPPORTED_SCHEME),
                refused(
                        "a script in disguise",
                        "java\nscript:alert(1)",
                        TargetRefusal.UNSUPPORTED_SCHEME,
                        TargetRefusal.INVALID_CHARACTER),
                refused("data", "data:text/html,x", TargetRefusal.UNSUPPORTED_SCHEME),
                refused("mail", "mailto:a@example.com", TargetRefusal.UNSUPPORTED_SCHEME),
                refused("a telephone", "tel:123", TargetRefusal.UNSUPPORTED_SCHEME),
                refused("a file", "file:///etc/passwd", TargetRefusal.UNSUPPORTED_SCHEME),
                refused("another transport", "ftp://example.com/", TargetRefusal.UNSUPPORTED_SCHEME),
                refused("no slash after the scheme", "http:example.com", TargetRefusal.INVALID_URL),
                refused("one slash after the scheme", "http:/example.com", TargetRefusal.INVALID_URL),
                refused("three slashes after the scheme", "http:///example.com", TargetRefusal.INVALID_URL),
                refused("a scheme alone", "https:", TargetRefusal.INVALID_URL, TargetRefusal.INVALID_HOST),
                refused("no host", "https://", TargetRefusal.INVALID_HOST),
                refused("a query instead of a host", "https://?a", TargetRefusal.INVALID_HOST),
                refused("a port instead of a host", "https://:80/", TargetRefusal.INVALID_HOST),
                refused("a user", "https://me@example.com/", TargetRefusal.USERINFO_NOT_ALLOWED),
                refused("a user and a password", "https://me:secret@example.com/", TargetRefusal.USERINFO_NOT_ALLOWED),
                refused("an empty user", "https://@example.com/", TargetRefusal.USERINFO_NOT_ALLOWED),
                refused(
                        "a user that looks like a host",
                        "https://example.com:80@evil.example.org/",
                        TargetRefusal.USERINFO_NOT_ALLOWED),
                refused("backslashes for slashes", "https:\\\\example.com\\a", TargetRefusal.INVALID_CHARACTER),
                refused("a backslash that ends the host", "https://example.com\\a", TargetRefusal.INVALID_CHARACTER),
                refused(
                        "a backslash that hides the host",
                        "https://example.com\\@evil.example.org/",
                        TargetRefusal.INVALID_CHARACTER),
                refused("a tab inside", "https://example.com/a\tb", TargetRefusal.INVALID_CHARACTER),
                refused(
                        "a line break that would end a header",
                        "https://example.com/\r\nSet-Cookie:a",
                        TargetRefusal.INVALID_CHARACTER),
                refused("half a character at the end", "https://example.com/\uD83D", TargetRefusal.INVALID_CHARACTER),
                refused("the other half alone", "https://example.com/?\uDE00a", TargetRefusal.INVALID_CHARACTER),
                refused("a port that is too large", "https://example.com:65536/", TargetRefusal.INVALID_PORT),
                refused(
                        "a port beyond any number",
                        "https://example.com:99999999999999999999/",
                        TargetRefusal.INVALID_PORT),
                refused("a port with a letter", "https://example.com:8o/", TargetRefusal.INVALID_PORT),
                refused("two ports", "https://example.com:80:80/", TargetRefusal.INVALID_PORT),
                refused("a space in the host", "https://exa mple.com/", TargetRefusal.INVALID_HOST),
                refused("a control in the host", "https://exa\u0001mple.com/", TargetRefusal.INVALID_HOST),
                refused("an encoded slash in the host", "https://example.com%2F.org/", TargetRefusal.INVALID_HOST),
                refused("broken UTF-8 in the host", "https://%C3.example.com/", TargetRefusal.INVALID_HOST),
                refused("a host with only ignored characters", "https://\u00AD/", TargetRefusal.INVALID_HOST),
                refused("an octet that is too large", "https://256.1.1.1/", TargetRefusal.INVALID_HOST),
                refused("five octets", "https://8.8.8.8.8/", TargetRefusal.INVALID_HOST),
                refused("an IPv6 address that does not end", "https://[2606:4700::1111/", TargetRefusal.INVALID_HOST),
                refused("an IPv6 address with a zone", "https://[fe80::1%25eth0]/", TargetRefusal.INVALID_HOST),
                refused("an IPv6 address and more", "https://[2606:4700::1111]x/", TargetRefusal.INVALID_HOST),
                refused(
                        "an international name without end",
                        "https://" + "é".repeat(297) + ".org/",
                        TargetRefusal.INVALID_HOST),
                refused(
                        "all at once",
                        "http:/me@exa mple.com:x\\",
                        TargetRefusal.INVALID_URL,
                        TargetRefusal.USERINFO_NOT_ALLOWED,
                        TargetRefusal.INVALID_HOST,
                        TargetRefusal.INVALID_PORT,
                        TargetRefusal.INVALID_CHARACTER),
                refused(
                        "a private host in bad words",
                        "http:/me@10.0.0.1\\",
                        TargetRefusal.INVALID_URL,
                        TargetRefusal.USERINFO_NOT_ALLOWED,
                        TargetRefusal.PRIVATE_TARGET,
                        TargetRefusal.INVALID_CHARACTER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.170",
                "192.0.2.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "192.175.48.1",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                // The same addresses in other spellings.
                "0",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "0177.0.0.01",
                "017700000001",
                "127.0.0.1.",
                "%31%32%37.0.0.1",
                "１２７.０.０.１",
                "127。0。0。1",
                "①②⑦.0.0.1",
                "0xA9FEA9FE",
                "192.0x00A80001",
                // IPv6, and IPv4 inside of it.
                "[::]",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[::127.0.0.1]",
                "[::8.8.8.8]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::ffff:10.1.2.3]",
                "[0:0:0:0:0:ffff:c0a8:1]",
                "[64:ff9b::10.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b:1::8.8.8.8]",
                "[100::1]",
                "[100:0:0:1::1]",
                "[2001::1]",
                "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
                "[2001:2::1]",
                "[2001:10::1]",
                "[2001:20::1]",
                "[2001:1ff::1]",
                "[2001:db8::1]",
                "[2002:7f00:1::]",
                "[2002:a00:1::1]",
                "[2002:c0a8:101::1]",
                "[2620:4f:8000::1]",
                "[3fff::1]",
                "[3fff:fff::1]",
                "[4000::1]",
                "[5f00::1]",
                "[fc00::1]",
                "[fdff::1]",
                "[fe80::1]",
                "[febf::1]",
                "[fec0::1]",
                "[ff02::1]",
                "[ffff::1]",
                // Names.
                "localhost",
                "LOCALHOST",
                "localhost.",
                "localhost..",
                "foo.localhost",
                "foo.localhost.",
                "loc%61lhost",
                "ｌｏｃａｌｈｏｓｔ",
                "local\u00ADhost",
                "localhost.localdomain",
                "printer.local",
                "db.internal",
                "metadata.google.internal",
                "nas.home.arpa",
                "home.arpa",
                "intranet",
                "intranet.",
                "INTRANET",
                ".intranet",
                "com",
                "münchen",
                ".",
                ".."
            })
    void check_specialHost_isRefusedUnlessAllowed(String host) {
        assertThat(PUBLIC_HOSTS.check("http://" + host + "/"))
                .isEqualTo(new TargetCheck.Refused(List.of(TargetRefusal.PRIVATE_TARGET)));
        assertThat(PUBLIC_HOSTS.check("https://" + host + ":8443"))
                .isEqualTo(new TargetCheck.Refused(List.of(TargetRefusal.PRIVATE_TARGET)));
        assertThat(ALL_HOSTS.check("http://" + host + "/")).isInstanceOf(TargetCheck.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "[2000::1]",
                "[2001:200::1]",
                "[2001:db7::1]",
                "[2001:db9::1]",
                "[2002:808:808::1]",
                "[2003::1]",
                "[2620:4f:8001::1]",
                "[3ffe::1]",
                "[3fff:1000::1]",
                "[::ffff:8.8.8.8]",
                "[64:ff9b::8.8.8.8]",
                "localhost.com",
                "mylocalhost.org",
                "notlocal.net",
                "home.arpa.org",
                "internal.example.com",
                "10.0.0.1.example.com",
                "xn--r8jz45g.xn--zckzah"
            })
    void check_hostBesideASpecialOne_isAccepted(String host) {
        assertThat(PUBLIC_HOSTS.check("http://" + host + "/")).isInstanceOf(TargetCheck.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "s.example, https://s.example/abc, true",
        "s.example, http://S.EXAMPLE./abc, true",
        "s.example, http://%73.example/abc, true",
        "s.example, http://ｓ.example/abc, true",
        "s.example, http://s.example:9090/abc, true",
        "S.Example., https://s.example/abc, true",
        "s.example, https://www.s.example/abc, false",
        "s.example, https://s.example.org/abc, false",
        "s.example, https://example.org/s.example, false",
        "s.example:8080, http://s.example:8080/abc, true",
        "s.example:8080, http://s.example:08080/abc, true",
        "s.example:8080, http://s.example:9090/abc, false",
        "s.example:8080, http://s.example/abc, false",
        "s.example:80, http://s.example/abc, true",
        "s.example:80, https://s.example/abc, false",
        "s.example:443, https://s.example:443/abc, true",
        "s.example:443, http://s.example/abc, false",
        "bücher.example, https://xn--bcher-kva.example/abc, true",
        "xn--bcher-kva.example, https://BÜCHER.example/abc, true",
        "localhost:8080, http://LocalHost:8080/abc, true",
        "localhost:8080, http://localhost:9090/abc, false",
        "127.0.0.1:8080, http://0x7f.1:8080/abc, true",
        "127.0.0.1:8080, http://[::ffff:127.0.0.1]:8080/abc, true",
        "[::1]:8080, http://[0:0::1]:8080/abc, true",
        "[::1], http://[::2]/abc, false"
    })
    void check_ownHost_isRefusedInAnySpelling(String ownHost, String input, boolean refused) {
        var policy = new TargetPolicy(true, () -> Set.of(OwnHost.parse(ownHost).orElseThrow()));

        TargetCheck check = policy.check(input);

        if (refused) {
            assertThat(check).isEqualTo(new TargetCheck.Refused(List.of(TargetRefusal.SELF_REDIRECT)));
        } else {
            assertThat(check).isInstanceOf(TargetCheck.Accepted.class);
        }
    }

    @Test
    void check_ownHostsChange_countAtOnce() {
        var hosts = new AtomicReference<Set<OwnHost>>(Set.of());
        var policy = new TargetPolicy(false, hosts::get);
        assertThat(policy.check("https://s.example/")).isInstanceOf(TargetCheck.Accepted.class);

        hosts.set(Set.of(OwnHost.parse("s.example").orElseThrow()));

        assertThat(policy.check("https://s.example/")).isInstanceOf(TargetCheck.Refused.class);
    }

    @Test
    void check_ownHostThatIsPrivate_isRefusedForBoth() {
        var policy = new TargetPolicy(
                false, () -> Set.of(OwnHost.parse("localhost:8080").orElseThrow()));

        assertThat(policy.check("http://localhost:8080/"))
                .isEqualTo(new TargetCheck.Refused(List.of(TargetRefusal.PRIVATE_TARGET, TargetRefusal.SELF_REDIRECT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8080",
                "https://s.example",
                "s.example/",
                "s example",
                "s.example:x",
                "s.example:65536",
                "1.2.3.4.5",
                "[::1",
                "::1",
                "me@s.example"
            })
    void parseOwnHost_textThatNamesNone_isEmpty(String text) {
        assertThat(OwnHost.parse(text)).isEmpty();
    }

    @Test
    void ownHost_notAsParsed_isRefused() {
        assertThatThrownBy(() -> new OwnHost("", 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OwnHost("S.example", 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OwnHost("bücher.example", 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OwnHost("s.example", 65_536)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void check_targetOfTheLongestLength_isAcceptedAndOneByteMoreRefused() {
        String longest = "https://example.com/" + "a".repeat(Target.MAX_LENGTH - "https://example.com/".length());

        assertThat(PUBLIC_HOSTS.check(longest)).isEqualTo(accepted(longest));
        assertThat(PUBLIC_HOSTS.check(longest + "a"))
                .isEqualTo(new TargetCheck.Refused(List.of(TargetRefusal.TOO_LONG)));
    }

    @Test
    void check_targetThatIsLongOnlyWhenSerialised_isRefused() {
        assertThat(PUBLIC_HOSTS.check("https://example.com/" + "é".repeat(1_363)))
                .isEqualTo(new TargetCheck.Refused(List.of(TargetRefusal.TOO_LONG)));
        assertThat(PUBLIC_HOSTS.check("https://example.com/" + "é".repeat(1_362)))
                .isInstanceOf(TargetCheck.Accepted.class);
    }

    @Test
    void check_internationalNameOfTheLongestLength_isAccepted() {
        assertThat(PUBLIC_HOSTS.check("https://" + "é".repeat(296) + ".org/")).isInstanceOf(TargetCheck.Accepted.class);
    }

    @Test
    void check_textBeyondAllLimits_isRefusedUnparsed() {
        String shrinking = "https://example.com/" + "../".repeat(20_000);

        assertThat(PUBLIC_HOSTS.check(shrinking)).isEqualTo(new TargetCheck.Refused(List.of(TargetRefusal.TOO_LONG)));
        assertThat(PUBLIC_HOSTS.check(shrinking.substring(0, 20 + 3 * 5_000)))
                .isEqualTo(accepted("https://example.com/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://example.com/a b", "https://example.com/\r\n", "https://example.com/é"})
    void target_thatNoPolicyAccepts_cannotBeMade(String href) {
        assertThatThrownBy(() -> new Target(href)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void target_overTheLongestLength_cannotBeMade() {
        assertThatThrownBy(() -> new Target("a".repeat(Target.MAX_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusal_everyType_isOneOfTheApi() {
        assertThat(Arrays.stream(TargetRefusal.values()).map(TargetRefusal::type))
                .containsExactlyInAnyOrder(
                        "missing",
                        "too-long",
                        "missing-scheme",
                        "unsupported-scheme",
                        "invalid-url",
                        "userinfo-not-allowed",
                        "invalid-character",
                        "invalid-port",
                        "invalid-host",
                        "private-target",
                        "self-redirect",
                        "blocked-target");
        assertThat(Arrays.stream(TargetRefusal.values()).map(TargetRefusal::detail))
                .allSatisfy(detail -> assertThat(detail).matches("[A-Z].{20,}\\."))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/a\\%20b, https://example.com/a/%20b",
        "https://example.com/a?b\\c#d\\e, https://example.com/a?b\\c#d\\e",
    })
    void check_backslashAwayFromTheHost_isReadAsTheStandardDoes(String input, String href) {
        assertThat(PUBLIC_HOSTS.check(input)).isEqualTo(accepted(href));
    }

    private static TargetCheck accepted(String href) {
        return new TargetCheck.Accepted(new Target(href));
    }

    private static Arguments refused(String sentence, String input, TargetRefusal... refusals) {
        return Arguments.of(sentence, input, List.of(refusals));
    }
}
