package dev.terse.bench;

import dev.terse.target.TargetCheck;
import dev.terse.target.TargetRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Makes a link of every address in a file, follows each of them, and compares where it leads with what {@code
 * TargetPolicy} serialises, byte by byte. The rate of following is what this client can do, not the
 * server.
 */
@Command(
        name = "corpus",
        mixinStandardHelpOptions = true,
        description = "Creates a link for every address of a file, follows it, and lists every difference.")
final class Corpus implements Callable<Integer> {
    @Option(names = "--engine", description = "sqlite or postgresql (default: ${DEFAULT-VALUE})")
    private Engine engine = Engine.SQLITE;

    @Mixin
    private Addresses addresses = new Addresses();

    private final List<String> differences = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<String> all = addresses.all();
        try (TemporaryFolder folder = TemporaryFolder.make();
                TerseUnderLoad terse = TerseUnderLoad.start(engine, folder.path());
                Visitors visitors = new Visitors(terse.address())) {
            TerseUnderLoad.Bulk made = terse.createAll(all);
            List<String> codes = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            int refused = 0;
            for (int i = 0; i < all.size(); i++) {
                TerseUnderLoad.Outcome outcome = made.outcomes().get(i);
                switch (Addresses.check(all.get(i))) {
                    case TargetCheck.Accepted(var target) -> {
                        if (compare(all.get(i), "201 " + target.href(), outcome.status() + " " + outcome.url())) {
                            codes.add(outcome.code());
                            expected.add(target.href());
                        }
                    }
                    case TargetCheck.Refused(List<TargetRefusal> reasons) -> {
                        compare(all.get(i), "422", Integer.toString(outcome.status()));
                        refused++;
                        System.out.println("refused " + all.get(i) + " "
                                + reasons.stream().map(TargetRefusal::type).toList());
                    }
                }
            }
            long before = System.nanoTime();
            List<String> answers = visitors.followAll(codes);
            Duration following = Duration.ofNanos(System.nanoTime() - before);
            for (int i = 0; i < codes.size(); i++) {
                compare("/" + codes.get(i), Visitors.redirectTo(expected.get(i)), answers.get(i));
            }
            System.out.printf(
                    "%s: %,d addresses, %,d links, %,d refused, %,d differences%n",
                    engine, all.size(), codes.size(), refused, differences.size());
            print("created", codes.size(), made.time());
            print("followed", codes.size(), following);
        }
        differences.forEach(System.out::println);
        return differences.isEmpty() ? 0 : 1;
    }

    private boolean compare(String what, String expected, String seen) {
        boolean same = expected.equals(seen);
        if (!same) {
            differences.add("DIFFERENT " + what + "\n  expected " + expected + "\n  seen     " + seen);
        }
        return same;
    }

    private static void print(String what, int number, Duration time) {
        double seconds = time.toNanos() / 1e9;
        System.out.printf("%-8s in %.2f s: %,.0f/s%n", what, seconds, number / seconds);
    }
}
