package dev.terse.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares the parser with the corpora of the URL Standard and of UTS #46, and with real addresses. */
@EnabledIf("corporaArePresent")
class UrlStandardTest {
    private static final Path CORPORA = Path.of(System.getProperty("terse.shared", "../shared"), "corpora");

    private static final TargetPolicy ALL_HOSTS = new TargetPolicy(true, Set::of);
    private static final TargetPolicy PUBLIC_HOSTS = new TargetPolicy(false, Set::of);

    /** Where links are narrower than the standard, and which inputs are refused for that alone. */
    private enum Narrowing {
        BACKSLASH_BESIDE_THE_HOST(
                TargetRefusal.INVALID_CHARACTER, "(?is)https?:[/\\\\]*[^/?#\\\\]*\\\\.*|(?is)https?:/*\\\\.*"),
        TAB_OR_LINE_BREAK(TargetRefusal.INVALID_CHARACTER, "(?s).*[\t\n\r].*"),
        USER_INFO(TargetRefusal.USERINFO_NOT_ALLOWED, "(?is)https?:[/\\\\]*[^/\\\\?#]*@.*"),
        OTHER_THAN_TWO_SLASHES(TargetRefusal.INVALID_URL, "(?is)[\ta-z\n\r]+:(?![/\\\\]{2}[^/\\\\]).*");

        private final TargetRefusal refusal;
        private final Pattern trimmedInput;

        Narrowing(TargetRefusal refusal, String trimmedInput) {
            this.refusal = refusal;
            this.trimmedInput = Pattern.compile(trimmedInput);
        }

        boolean narrows(String input) {
            return trimmedInput.matcher(trim(input)).matches();
        }
    }

    /** Differences that come of U+3E8AC alone: not assigned yet for the corpus, a letter from Unicode 18 on and so in ICU. */
    private static final Set<String> NEWER_UNICODE = Set.of(
            "\"\\uD8BA\\uDCAC\\u3002\\u0729\\u3002\\uCBD95\" has to be '', became 'xn--t92s.xn--znb.xn--5-y88f'",
            "\"\\uD8BA\\uDCAC\\u3002\\u0729\\u3002\\u110D\\u1173\\u11AC5\" has to be '',"
                    + " became 'xn--t92s.xn--znb.xn--5-y88f'");

    /** What the standard drops around an address. */
    private static final Pattern AROUND = Pattern.compile("^[\\x00-\\x20]+|[\\x00-\\x20]+$");

    static boolean corporaArePresent() {
        return Files.isDirectory(CORPORA);
    }

    @Test
    void urlTestData_everyHttpCaseWithoutBase_isAsTheStandardSaysOrNarrowedByName() throws IOException {
        int same = 0;
        int failing = 0;
        int narrowed = 0;
        var byNarrowing = new EnumMap<Narrowing, Integer>(Narrowing.class);
        var differences = new ArrayList<String>();
        for (JsonNode test : cases("wpt/urltestdata.json")) {
            String input = test.path("input").stringValue("");
            boolean hasBase =
                    !test.path("base").isMissingNode() && !test.path("base").isNull();
            if (hasBase || !isHttp(input)) {
                continue;
            }
            List<Narrowing> narrowings = Arrays.stream(Narrowing.values())
                    .filter(narrowing -> narrowing.narrows(input))
                    .toList();
            TargetCheck check = ALL_HOSTS.check(input);
            if (test.path("failure").booleanValue(false)) {
                failing++;
                if (check instanceof TargetCheck.Accepted(Target target)) {
                    differences.add(visible(input) + " has to be refused, became " + target);
                }
            } else if (narrowings.isEmpty()) {
                same++;
                if (!check.equals(
                        new TargetCheck.Accepted(new Target(test.path("href").stringValue(""))))) {
                    differences.add(visible(input) + " has to be " + test.path("href") + ", became " + check);
                }
            } else {
                narrowed++;
                narrowings.forEach(narrowing -> byNarrowing.merge(narrowing, 1, Integer::sum));
                Set<TargetRefusal> expected =
                        narrowings.stream().map(narrowing -> narrowing.refusal).collect(Collectors.toSet());
                if (!(check instanceof TargetCheck.Refused(List<TargetRefusal> refusals)
                        && Set.copyOf(refusals).equals(expected))) {
                    differences.add(visible(input) + " has to be refused as " + expected + ", became " + check);
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(byNarrowing)
                .isEqualTo(Map.of(
                        Narrowing.BACKSLASH_BESIDE_THE_HOST, 3,
                        Narrowing.TAB_OR_LINE_BREAK, 6,
                        Narrowing.USER_INFO, 24,
                        Narrowing.OTHER_THAN_TWO_SLASHES, 12));
        assertThat(List.of(same, failing, narrowed)).containsExactly(97, 147, 36);
    }

    @ParameterizedTest
    @CsvSource({"wpt/toascii.json, 68, 19", "wpt/IdnaTestV2.json, 1553, 1117"})
    void toAscii_everyDomain_isAsTheStandardSays(String corpus, int accepted, int refused) throws IOException {
        int actuallyAccepted = 0;
        int actuallyRefused = 0;
        var differences = new ArrayList<String>();
        for (JsonNode test : cases(corpus)) {
            String input = test.path("input").stringValue("");
            String expected = test.path("output").stringValue("");
            if (input.isEmpty()) {
                continue;
            }
            String actual = switch (ALL_HOSTS.check("https://" + inHost(input) + "/x")) {
                case TargetCheck.Accepted(Target target) ->
                    target.href().substring("https://".length(), target.href().length() - "/x".length());
                case TargetCheck.Refused(List<TargetRefusal> refusals) -> {
                    assertThat(refusals).as(visible(input)).contains(TargetRefusal.INVALID_HOST);
                    yield "";
                }
            };
            if (expected.isEmpty()) {
                actuallyRefused++;
            } else {
                actuallyAccepted++;
            }
            if (!actual.equals(expected)) {
                differences.add(visible(input) + " has to be '" + expected + "', became '" + actual + "'");
            }
        }
        assertThat(differences).isSubsetOf(NEWER_UNICODE);
        assertThat(List.of(actuallyAccepted, actuallyRefused)).containsExactly(accepted, refused);
    }

    @Test
    void realAddresses_withTheDefaultPolicy_areAllAccepted() throws IOException {
        List<String> addresses = realAddresses();
        var refused = addresses.stream()
                .filter(address -> PUBLIC_HOSTS.check(address) instanceof TargetCheck.Refused)
                .map(UrlStandardTest::visible)
                .toList();
        assertThat(refused).isEmpty();
        assertThat(addresses).hasSize(48_009);
    }

    @Test
    void acceptedAddress_checkedAgain_staysAsItIs() throws IOException {
        var inputs = new ArrayList<>(realAddresses());
        inputs.addAll(inputsOfTheStandard());
        var changed = new ArrayList<String>();
        int accepted = 0;
        for (String input : inputs) {
            if (ALL_HOSTS.check(input) instanceof TargetCheck.Accepted(Target target)) {
                accepted++;
                if (!ALL_HOSTS.check(target.href()).equals(new TargetCheck.Accepted(target))) {
                    changed.add(visible(input) + " became " + target);
                }
            }
        }
        assertThat(changed).isEmpty();
        assertThat(accepted).isGreaterThan(48_000);
    }

    @ParameterizedTest
    @CsvSource({"1", "20", "300"})
    void mutatedAddresses_neverThrow_andAreVisibleAsciiWhereAccepted(long seed) throws IOException {
        var random = new Random(seed);
        List<String> seeds = inputsOfTheStandard();
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            String input = mutated(seeds.get(random.nextInt(seeds.size())), random);
            var result = new ArrayList<TargetCheck>();
            assertThatCode(() -> result.add(ALL_HOSTS.check(input)))
                    .as(visible(input))
                    .doesNotThrowAnyException();
            switch (result.getFirst()) {
                case TargetCheck.Accepted(Target target) -> {
                    accepted++;
                    assertThat(target.href())
                            .as(visible(input))
                            .matches("https?://[^/\\\\@?#]+/[!-~&&[^\\\\?#]]*([?#][!-~]*)?");
                    assertThat(ALL_HOSTS.check(target.href()))
                            .as(visible(input))
                            .isEqualTo(new TargetCheck.Accepted(target));
                }
                case TargetCheck.Refused(List<TargetRefusal> refusals) ->
                    assertThat(refusals).doesNotHaveDuplicates().isNotEmpty();
            }
        }
        assertThat(accepted).as("accepted, so that both outcomes are tried").isBetween(2_000, 18_000);
    }

    private static String mutated(String input, Random random) {
        String pieces = "/\\?#@:.%[]-_ \t\n\0\u007F~'\"<>^`{|}0123456789abcdefxXzZ\u00AD\u00DF\u0300\u200D\u202E\u3002"
                + "\u05D0\u0660\uFF0E\uFF10\uFFFD\uFFFF\uD83D\uDE00\uD800\uDC00";
        var text = new StringBuilder(input);
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            char piece = pieces.charAt(random.nextInt(pieces.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, piece);
                case 1 -> text.insert(at, piece);
                case 2 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, at + random.nextInt(text.length() - at + 1)));
            }
        }
        return text.toString();
    }

    /** The whole lines: what comes after the last line feed is the beginning of an address that was cut off. */
    private static List<String> realAddresses() throws IOException {
        String text = Files.readString(CORPORA.resolve("urls/real-urls.txt"));
        return List.of(text.substring(0, text.lastIndexOf('\n')).split("\n"));
    }

    private static List<String> inputsOfTheStandard() throws IOException {
        var inputs = new ArrayList<String>();
        for (JsonNode test : cases("wpt/urltestdata.json")) {
            String input = test.path("input").stringValue("");
            if (isHttp(input)) {
                inputs.add(input);
            }
        }
        for (String corpus : List.of("wpt/toascii.json", "wpt/IdnaTestV2.json")) {
            for (JsonNode test : cases(corpus)) {
                inputs.add("http://" + inHost(test.path("input").stringValue("")) + "/a?b#c");
            }
        }
        return inputs;
    }

    private static List<JsonNode> cases(String corpus) throws IOException {
        var cases = new ArrayList<JsonNode>();
        for (JsonNode node : JsonMapper.shared().readTree(Files.readString(CORPORA.resolve(corpus)))) {
            if (node.isObject()) {
                cases.add(node);
            }
        }
        return cases;
    }

    /** The domain as a host that ends where the domain ends. */
    private static String inHost(String domain) {
        return domain.replace("%", "%25")
                .replace(":", "%3A")
                .replace("/", "%2F")
                .replace("?", "%3F")
                .replace("#", "%23")
                .replace("@", "%40")
                .replace("\\", "%5C");
    }

    private static boolean isHttp(String input) {
        String text = withoutTabs(input);
        return text.regionMatches(true, 0, "http:", 0, 5) || text.regionMatches(true, 0, "https:", 0, 6);
    }

    private static String trim(String input) {
        return AROUND.matcher(input).replaceAll("");
    }

    private static String withoutTabs(String input) {
        return trim(input).replaceAll("[\t\n\r]", "");
    }

    private static String visible(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c > ' ' && c < 0x7F ? String.valueOf(c) : "\\u%04X".formatted((int) c));
        }
        return out.append('"').toString();
    }
}
