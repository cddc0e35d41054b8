package dev.terse.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.terse.link.ServedLink;
import dev.terse.target.Target;
import dev.terse.visit.Decision.Gone;
import dev.terse.visit.Decision.Preview;
import dev.terse.visit.Decision.Redirect;
import dev.terse.visit.Decision.Unknown;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant BEFORE = NOW.minusMillis(1);
    private static final Instant AFTER = NOW.plusMillis(1);
    private static final String TARGET = "https://example.com/a?b=c";
    private static final String FALLBACK = "https://example.com/over";
    private static final Visit PREVIEW = new Visit("", "", true);

    static Stream<Arguments> states() {
        Decision there = new Redirect(TARGET, 302);
        Decision over = new Redirect(FALLBACK, 302);
        return Stream.of(
                Arguments.of("active", LinkBuilder.link(), there, new Preview(TARGET)),
                Arguments.of("begun now", LinkBuilder.link().starts(NOW), there, new Preview(TARGET)),
                Arguments.of("scheduled", LinkBuilder.link().starts(AFTER), new Unknown(), new Unknown()),
                Arguments.of(
                        "scheduled, with fallback",
                        LinkBuilder.link().starts(AFTER).fallback(FALLBACK),
                        new Unknown(),
                        new Unknown()),
                Arguments.of("not yet expired", LinkBuilder.link().expires(AFTER), there, new Preview(TARGET)),
                Arguments.of("expired now", LinkBuilder.link().expires(NOW), new Gone(), new Gone()),
                Arguments.of("expired before", LinkBuilder.link().expires(BEFORE), new Gone(), new Gone()),
                Arguments.of(
                        "expired, with fallback",
                        LinkBuilder.link().expires(NOW).fallback(FALLBACK).status(301),
                        over,
                        new Preview(FALLBACK)),
                Arguments.of(
                        "disabled, with fallback",
                        LinkBuilder.link().disabled().fallback(FALLBACK),
                        new Gone(),
                        new Gone()),
                Arguments.of(
                        "banned, expired, with fallback",
                        LinkBuilder.link().banned().expires(NOW).fallback(FALLBACK),
                        new Gone(),
                        new Gone()),
                Arguments.of(
                        "deleted, with fallback",
                        LinkBuilder.link().deleted().fallback(FALLBACK),
                        new Gone(),
                        new Gone()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void of_state_decides(String state, LinkBuilder link, Decision visited, Decision previewed) {
        assertThat(Decision.of(link.build(), Visit.PLAIN, NOW)).isEqualTo(visited);
        assertThat(Decision.of(link.build(), PREVIEW, NOW)).isEqualTo(previewed);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void of_activeLink_hasItsOwnStatusAndItsTargetAsItIs(int status) {
        ServedLink link = LinkBuilder.link().status(status).build();
        Decision decision = Decision.of(link, new Visit("", "x=1", false), NOW);
        assertThat(decision).isEqualTo(new Redirect(TARGET, status));
        assertThat(((Redirect) decision).location())
                .isSameAs(Objects.requireNonNull(link.target()).href());
    }

    @Test
    void of_morePathThanTheLinkForwards_isUnknownInEveryState() {
        Visit deeper = new Visit("/x", "", false);
        assertThat(Decision.of(LinkBuilder.link().build(), deeper, NOW)).isEqualTo(new Unknown());
        assertThat(Decision.of(LinkBuilder.link().build(), new Visit("/", "", false), NOW))
                .isEqualTo(new Unknown());
        assertThat(Decision.of(LinkBuilder.link().deleted().build(), deeper, NOW))
                .isEqualTo(new Unknown());
        assertThat(Decision.of(LinkBuilder.link().forwardPath().build(), new Visit("/x", "", true), NOW))
                .isEqualTo(new Unknown());
    }

    @Test
    void of_expiredLinkThatForwards_leadsToTheFallbackAsItIs() {
        ServedLink link = LinkBuilder.link()
                .forwardPath()
                .forwardQuery()
                .expires(NOW)
                .fallback(FALLBACK)
                .build();
        assertThat(Decision.of(link, new Visit("/x", "y=1", false), NOW)).isEqualTo(new Redirect(FALLBACK, 302));
    }

    @Test
    void of_pathAndQueryForwarded_bothAreAdded() {
        ServedLink link = LinkBuilder.link("https://example.com/a?b=c#d")
                .forwardPath()
                .forwardQuery()
                .build();
        assertThat(Decision.of(link, new Visit("/x/y/", "e=f", false), NOW))
                .isEqualTo(new Redirect("https://example.com/a/x/y/?b=c&e=f#d", 302));
    }

    @Test
    void of_previewOfLinkThatForwardsItsQuery_showsWhereTheVisitWouldGo() {
        ServedLink link = LinkBuilder.link().forwardQuery().build();
        assertThat(Decision.of(link, new Visit("", "x=1", true), NOW)).isEqualTo(new Preview(TARGET + "&x=1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # target                    | query             | location
            https://t.example/          | a=1               | https://t.example/?a=1
            https://t.example/?         | a=1               | https://t.example/?a=1
            https://t.example/?b=2      | a=1               | https://t.example/?b=2&a=1
            https://t.example/?b=2&     | a=1               | https://t.example/?b=2&a=1
            https://t.example/#f        | a=1               | https://t.example/?a=1#f
            https://t.example/#f?g      | a=1               | https://t.example/?a=1#f?g
            https://t.example/?b=2#f    | a=1&c=3           | https://t.example/?b=2&a=1&c=3#f
            https://t.example/?a=1      | a=2               | https://t.example/?a=1
            https://t.example/?a=1      | a=2&c=3           | https://t.example/?a=1&c=3
            https://t.example/?a=1      | %61=2             | https://t.example/?a=1
            https://t.example/?%61=1    | a=2               | https://t.example/?%61=1
            https://t.example/?a        | a=2               | https://t.example/?a
            https://t.example/?a%20b=1  | a+b=2             | https://t.example/?a%20b=1
            # the mark of a scan, as it is and as nobody means it
            https://t.example/          | src=qr            | https://t.example/
            https://t.example/?b=2#f    | src=qr            | https://t.example/?b=2#f
            https://t.example/          | src=qr&a=1        | https://t.example/?a=1
            https://t.example/          | a=1&src=qr        | https://t.example/?a=1
            https://t.example/?b=2      | a=%2f&src=qr&c=3&src=qr | https://t.example/?b=2&a=%2f&c=3
            https://t.example/          | src=qr&src=mail   | https://t.example/?src=mail
            https://t.example/?src=own  | src=qr&a=1        | https://t.example/?src=own&a=1
            https://t.example/?src=qr   | src=qr&a=1        | https://t.example/?src=qr&a=1
            https://t.example/          | src=QR&Src=qr     | https://t.example/?src=QR&Src=qr
            https://t.example/          | %73rc=qr&src=q%72 | https://t.example/?%73rc=qr&src=q%72
            https://t.example/          | src=qr2&xsrc=qr&src=&src | https://t.example/?src=qr2&xsrc=qr&src=&src
            https://t.example/          | src=qr;a=1        | https://t.example/?src=qr%3Ba=1
            # names that some servers take for the target's
            https://t.example/?a=1      | A=2               | https://t.example/?a=1
            https://t.example/?A=1      | a=2               | https://t.example/?A=1
            https://t.example/?a_b=1    | a.b=2             | https://t.example/?a_b=1
            https://t.example/?a_b=1    | a+b=2             | https://t.example/?a_b=1
            https://t.example/?a_b=1    | a%20b=2&a%2Eb=3   | https://t.example/?a_b=1
            https://t.example/?a.b=1    | a_b=2             | https://t.example/?a.b=1
            https://t.example/?a=1      | +a=2&%20%20a=3    | https://t.example/?a=1
            https://t.example/?a=1      | a[]=2&a[b][c]=3   | https://t.example/?a=1
            https://t.example/?a=1      | a%5B%5D=2         | https://t.example/?a=1
            https://t.example/?a[]=1    | a=2               | https://t.example/?a[]=1
            https://t.example/?a_b=1    | a[b=2             | https://t.example/?a_b=1
            https://t.example/?a=1      | a%00b=2&A%00[]    | https://t.example/?a=1
            https://t.example/?a=1      | a%5f=2            | https://t.example/?a=1&a%5f=2
            https://t.example/?a=1      | b[a]=2            | https://t.example/?a=1&b%5Ba%5D=2
            https://t.example/?a=1      | a+=2              | https://t.example/?a=1&a+=2
            https://t.example/?%C3%A9=1 | %C3%89=2          | https://t.example/?%C3%A9=1&%C3%89=2
            # nothing in common
            https://t.example/?a=1      | =2                | https://t.example/?a=1&=2
            https://t.example/?%C3%A9=1 | Ã©=2              | https://t.example/?%C3%A9=1
            https://t.example/          | b=1&b=2           | https://t.example/?b=1&b=2
            https://t.example/          | &&b=1&&           | https://t.example/?b=1
            https://t.example/          | &                 | https://t.example/
            https://t.example/          | flag              | https://t.example/?flag
            https://t.example/          | b=1;a=2           | https://t.example/?b=1%3Ba=2
            https://t.example/          | u=http://x/?y=%26 | https://t.example/?u=http://x/?y=%26
            https://t.example/          | b=%               | https://t.example/?b=%25
            https://t.example/          | b=%4              | https://t.example/?b=%254
            https://t.example/          | b=%zz             | https://t.example/?b=%25zz
            https://t.example/          | b="<>'\\^`{}[]    | https://t.example/?b=%22%3C%3E%27%5C%5E%60%7B%7D%5B%5D
            https://t.example/          | b=%0d%0aX:%20y    | https://t.example/?b=%0d%0aX:%20y
            https://t.example/          | b=é               | https://t.example/?b=%E9
            https://t.example/          | b=Ã©              | https://t.example/?b=%C3%A9
            """)
    void of_forwardQuery_addsAndNeverOverrides(String target, String query, String location) {
        ServedLink link = LinkBuilder.link(target).forwardQuery().build();
        assertThat(Decision.of(link, new Visit("", query, false), NOW)).isEqualTo(new Redirect(location, 302));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # target                 | rest                     | location
            https://t.example/       | /                        | https://t.example/
            https://t.example/a      | /                        | https://t.example/a
            https://t.example/a      | /x                       | https://t.example/a/x
            https://t.example/a/     | /x                       | https://t.example/a/x
            https://t.example/a      | /x/                      | https://t.example/a/x/
            https://t.example/a      | /x//y                    | https://t.example/a/x//y
            https://t.example/a?q=/  | /x                       | https://t.example/a/x?q=/
            https://t.example/a#/    | /x                       | https://t.example/a/x#/
            https://t.example/a#?    | /x                       | https://t.example/a/x#?
            https://t.example        | /x                       | https://t.example/x
            https://t.example:81/    | /x                       | https://t.example:81/x
            # slashes at the joint
            https://t.example/       | //evil.example           | https://t.example/evil.example
            https://t.example/       | ////evil.example         | https://t.example/evil.example
            https://t.example/       | /\\evil.example           | https://t.example/evil.example
            https://t.example/       | /\\                       | https://t.example/
            # dot segments, in every spelling
            https://t.example/a/b    | /..                      | https://t.example/a/b/%252E%252E
            https://t.example/a/b    | /../..                   | https://t.example/a/b/%252E%252E/%252E%252E
            https://t.example/a/b    | /.                       | https://t.example/a/b/%252E
            https://t.example/a/b    | /./x                     | https://t.example/a/b/%252E/x
            https://t.example/a/b    | /x/../../y               | https://t.example/a/b/x/%252E%252E/%252E%252E/y
            https://t.example/a/b    | /%2e%2E                  | https://t.example/a/b/%252e%252E
            https://t.example/a/b    | /.%2e                    | https://t.example/a/b/%252E%252e
            https://t.example/a/b    | /%252e%252e/x            | https://t.example/a/b/%25252e%25252e/x
            https://t.example/a/b    | /..%2f..%2Fx             | https://t.example/a/b/%252E%252E%2f%252E%252E%2Fx
            https://t.example/a/b    | /..%252f..               | https://t.example/a/b/%252E%252E%252f%252E%252E
            https://t.example/a/b    | /..\\..\\x                 | https://t.example/a/b/%252E%252E%5C%252E%252E%5Cx
            https://t.example/a/b    | /..%5cx                  | https://t.example/a/b/%252E%252E%5cx
            https://t.example/a/b    | /..;/x                   | https://t.example/a/b/%252E%252E;/x
            https://t.example/a/b    | /..;v=1/x                | https://t.example/a/b/%252E%252E;v=1/x
            https://t.example/a/b    | /..%3B/x                 | https://t.example/a/b/%252E%252E%3B/x
            https://t.example/a/b    | /%25%32%65%25%32%65      | https://t.example/a/b/%2525%2532%2565%2525%2532%2565
            https://t.example/a/b    | /%25%32%45/x             | https://t.example/a/b/%2525%2532%2545/x
            https://t.example/a/b    | /%%32e                   | https://t.example/a/b/%25%2532e
            https://t.example/a/b    | /%2%65.                  | https://t.example/a/b/%252%2565%252E
            https://t.example/a/b    | /%25%32%35%32e           | https://t.example/a/b/%2525%2532%2535%2532e
            https://t.example/a/b    | /..%25%32%66x            | https://t.example/a/b/%252E%252E%2525%2532%2566x
            https://t.example/a/b    | /..%2%66"                | https://t.example/a/b/%252E%252E%252%2566%22
            https://t.example/a/b    | /x%25%35%43..            | https://t.example/a/b/x%2525%2535%2543%252E%252E
            https://t.example/a/b    | /..%25%33%62             | https://t.example/a/b/%252E%252E%2525%2533%2562
            https://t.example/a/b    | /%25%32%30..x            | https://t.example/a/b/%25%32%30..x
            https://t.example/a/b    | /...                     | https://t.example/a/b/...
            https://t.example/a/b    | /.well-known/x..y        | https://t.example/a/b/.well-known/x..y
            https://t.example/a/b    | /%2e%2e%2e               | https://t.example/a/b/%2e%2e%2e
            https://t.example/a/b    | /x%2fy                   | https://t.example/a/b/x%2fy
            # anything else
            https://t.example/a      | /x:y@z                   | https://t.example/a/x:y@z
            https://t.example/a      | /@evil.example           | https://t.example/a/@evil.example
            https://t.example/a      | /%                       | https://t.example/a/%25
            https://t.example/a      | /%0d%0aSet-Cookie:x      | https://t.example/a/%0d%0aSet-Cookie:x
            https://t.example/a      | /"<>^`{}[]               | https://t.example/a/%22%3C%3E%5E%60%7B%7D%5B%5D
            https://t.example/a      | /é                       | https://t.example/a/%E9
            https://t.example/a      | /Ã©                      | https://t.example/a/%C3%A9
            https://t.example/a      | /€                       | https://t.example/a/%E2%82%AC
            """)
    void of_forwardPath_addsAndNeverClimbs(String target, String rest, String location) {
        ServedLink link = LinkBuilder.link(target).forwardPath().build();
        assertThat(Decision.of(link, new Visit(rest, "", false), NOW)).isEqualTo(new Redirect(location, 302));
    }

    @Test
    void of_controlCharactersForwarded_areEncoded() {
        ServedLink link = LinkBuilder.link("https://t.example/a")
                .forwardPath()
                .forwardQuery()
                .build();
        assertThat(Decision.of(link, new Visit("/x\r\nY: z\0\t\u007f", "q=\r\nY: z#\0", false), NOW))
                .isEqualTo(new Redirect("https://t.example/a/x%0D%0AY:%20z%00%09%7F?q=%0D%0AY:%20z%23%00", 302));
    }

    @Test
    void of_pathThatMakesTheLocationTooLong_isUnknown() {
        String target = "https://t.example/";
        ServedLink link = LinkBuilder.link(target).forwardPath().build();
        String fits = "x".repeat(Target.MAX_LENGTH - target.length());
        assertThat(Decision.of(link, new Visit("/" + fits, "", false), NOW))
                .isEqualTo(new Redirect(target + fits, 302));
        assertThat(Decision.of(link, new Visit("/" + fits + "x", "", false), NOW))
                .isEqualTo(new Unknown());
    }

    @Test
    void of_parameterThatMakesTheLocationTooLong_isLeftOut() {
        String target = "https://t.example/?a=1";
        ServedLink link = LinkBuilder.link(target + "#f").forwardQuery().build();
        String fits = "b=" + "x".repeat(Target.MAX_LENGTH - target.length() - "&b=#f".length());
        assertThat(Decision.of(link, new Visit("", fits, false), NOW))
                .isEqualTo(new Redirect(target + "&" + fits + "#f", 302));
        assertThat(Decision.of(link, new Visit("", fits + "x&c=3", false), NOW))
                .isEqualTo(new Redirect(target + "&c=3#f", 302));
    }

    @Test
    void visit_restWithoutSlash_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Visit("x", "", false));
    }

    /** A link, active and plain unless said otherwise. */
    static final class LinkBuilder {
        private @Nullable Target target;
        private @Nullable Instant startsAt;
        private @Nullable Instant expiresAt;
        private @Nullable Target fallback;
        private int status = 302;
        private boolean forwardQuery;
        private boolean forwardPath;
        private boolean disabled;
        private boolean banned;
        private boolean deleted;

        private LinkBuilder(String target) {
            this.target = new Target(target);
        }

        static LinkBuilder link() {
            return link(TARGET);
        }

        static LinkBuilder link(String target) {
            return new LinkBuilder(target);
        }

        LinkBuilder starts(Instant at) {
            startsAt = at;
            return this;
        }

        LinkBuilder expires(Instant at) {
            expiresAt = at;
            return this;
        }

        LinkBuilder fallback(String href) {
            fallback = new Target(href);
            return this;
        }

        LinkBuilder status(int status) {
            this.status = status;
            return this;
        }

        LinkBuilder forwardQuery() {
            forwardQuery = true;
            return this;
        }

        LinkBuilder forwardPath() {
            forwardPath = true;
            return this;
        }

        LinkBuilder disabled() {
            disabled = true;
            return this;
        }

        LinkBuilder banned() {
            banned = true;
            return this;
        }

        LinkBuilder deleted() {
            deleted = true;
            target = null;
            return this;
        }

        ServedLink build() {
            return new ServedLink(
                    1,
                    target,
                    null,
                    startsAt,
                    expiresAt,
                    fallback,
                    status,
                    forwardQuery,
                    forwardPath,
                    disabled,
                    banned,
                    deleted,
                    BEFORE);
        }
    }
}
