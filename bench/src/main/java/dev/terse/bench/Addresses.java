package dev.terse.bench;

import dev.terse.target.TargetCheck;
import dev.terse.target.TargetPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** The file of addresses that a scenario works with: UTF-8, one a line, empty lines left out. */
final class Addresses {
    private static final int MAX_LINKS = 1_000;
    private static final int MAX_CHARACTERS = 1_000_000;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TargetPolicy POLICY = new TargetPolicy(false, Set::of);

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Addresses, one a line (default: ../shared/corpora/urls/real-urls.txt beside the checkout)")
    private Path file = Machine.home().resolve("../shared/corpora/urls/real-urls.txt");

    /** All of them, in the order of the file. */
    List<String> all() throws IOException {
        if (!Files.isReadable(file)) {
            throw new ScenarioFailure("there is no file of addresses " + file + ": name one");
        }
        List<String> all = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (all.isEmpty()) {
            throw new ScenarioFailure(file + " has no addresses");
        }
        return all;
    }

    /** The targets of those that links may lead to, as they are serialised. */
    List<String> targets() throws IOException {
        List<String> targets = new ArrayList<>();
        for (String address : all()) {
            switch (check(address)) {
                case TargetCheck.Accepted(var target) -> targets.add(target.href());
                case TargetCheck.Refused _ -> {}
            }
        }
        return targets;
    }

    /** What Terse has to make of an address. */
    static TargetCheck check(String address) {
        return POLICY.check(address);
    }

    /** The body of a request that creates one link. A line by itself. */
    static String body(String address) {
        return JSON.writeValueAsString(Map.of("url", address));
    }

    /** Bodies of bulk requests, with 1,000 addresses each but for the last, fewer where they are long. Lines. */
    static List<String> bulkBodies(List<String> addresses) {
        List<String> bodies = new ArrayList<>();
        List<Map<String, String>> links = new ArrayList<>();
        int characters = 0;
        for (String address : addresses) {
            if (links.size() == MAX_LINKS || characters > MAX_CHARACTERS) {
                bodies.add(JSON.writeValueAsString(Map.of("links", links)));
                links.clear();
                characters = 0;
            }
            links.add(Map.of("url", address));
            characters += address.length();
        }
        if (!links.isEmpty()) {
            bodies.add(JSON.writeValueAsString(Map.of("links", links)));
        }
        return bodies;
    }
}
