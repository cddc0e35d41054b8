package dev.terse.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Edits, disables and deletes links through a create process while two redirect processes are asked for them, and sees
 * how long each goes on with the old answer. The age of an old answer runs from the end of the change's answer to the
 * end of the old one, so that it is never shown too small; only requests that were sent after the change's answer count.
 */
@Command(
        name = "changes",
        mixinStandardHelpOptions = true,
        description = "How long two redirect processes go on with an old answer after a change.")
final class Changes implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String GONE = "410";

    @Option(names = "--changes", description = "How many (default: ${DEFAULT-VALUE})")
    private int changes = 40;

    @Option(names = "--rate", description = "Requests a second on each node (default: ${DEFAULT-VALUE})")
    private int rate = 200;

    @Option(
            names = "--watch",
            description = "Milliseconds that answers are watched after a change (default: ${DEFAULT-VALUE})")
    private int watch = 1_500;

    /** A link, and what a visitor gets of it. */
    private record Shown(String id, String code, String answer) {}

    /** One visit. Times of {@link System#nanoTime}. */
    private record Seen(String code, long sent, long received, String answer) {}

    /** A change that was made: what it is, and the link before and after. */
    private record Change(String name, Shown before, Shown after, long answered) {}

    @Override
    public Integer call() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.make();
                PostgresUnderLoad store = PostgresUnderLoad.start(folder.path());
                TerseUnderLoad create = TerseUnderLoad.start("create", "create", store, folder.path());
                TerseUnderLoad first = TerseUnderLoad.start("redirect", "redirect-1", store, folder.path());
                TerseUnderLoad second = TerseUnderLoad.start("redirect", "redirect-2", store, folder.path())) {
            Shown link = make(create);
            try (Node one = new Node(first, link.code(), rate);
                    Node two = new Node(second, link.code(), rate)) {
                return watch(create, link, List.of(one, two));
            }
        }
    }

    private int watch(TerseUnderLoad create, Shown first, List<Node> nodes) throws IOException, InterruptedException {
        Shown link = first;
        double worst = 0;
        long wrong = 0;
        Thread.sleep(Duration.ofMillis(watch));
        for (int number = 1; number <= changes; number++) {
            if (link.id().isEmpty()) {
                link = make(create);
                for (Node node : nodes) {
                    node.turnTo(link.code());
                }
                Thread.sleep(Duration.ofMillis(watch));
            }
            nodes.forEach(Node::take);
            Change change = change(create, link, number);
            Thread.sleep(Duration.ofMillis(watch));
            StringBuilder line = new StringBuilder("%3d %-7s".formatted(number, change.name()));
            for (Node node : nodes) {
                List<Seen> seen = node.take();
                double age = age(change, seen);
                worst = Math.max(worst, age);
                wrong += seen.stream().filter(visit -> isWrong(change, visit)).count();
                line.append("   node %.0f ms (%d visits)".formatted(age, seen.size()));
            }
            System.out.println(line);
            link = change.after();
        }
        System.out.printf(
                "%d changes, %d redirect processes: largest age of an old answer %.0f ms; %d answers neither old nor new%n",
                changes, nodes.size(), worst, wrong);
        if (worst >= watch * 0.9) {
            System.out.println("Old answers were still given when the watch ended: the age is larger than shown.");
        }
        return wrong == 0 && worst <= 1_000 ? 0 : 1;
    }

    private static double age(Change change, List<Seen> seen) {
        return seen.stream()
                        .filter(visit -> visit.sent() - change.answered() > 0)
                        .filter(visit -> visit.answer().equals(change.before().answer()))
                        .mapToLong(visit -> visit.received() - change.answered())
                        .max()
                        .orElse(0)
                / 1e6;
    }

    private static boolean isWrong(Change change, Seen visit) {
        return visit.code().equals(change.before().code())
                && !visit.answer().equals(change.before().answer())
                && !visit.answer().equals(change.after().answer());
    }

    private static Shown make(TerseUnderLoad create) throws IOException, InterruptedException {
        String target = "https://example.com/new";
        JsonNode link = JSON.readTree(expect(create.call("POST", TerseUnderLoad.LINKS, Addresses.body(target)), 201));
        return new Shown(link.path("id").asString(), link.path("code").asString(), Visitors.redirectTo(target));
    }

    /** Edit, disable, enable, delete; then the same with another link. */
    private static Change change(TerseUnderLoad create, Shown link, int number)
            throws IOException, InterruptedException {
        String target = "https://example.com/edit-" + number;
        return switch (number % 4) {
            case 1 -> patch(create, "edit", link, Addresses.body(target), Visitors.redirectTo(target));
            case 2 -> patch(create, "disable", link, JSON.writeValueAsString(Map.of("state", "disabled")), GONE);
            case 3 -> {
                String enable = JSON.writeValueAsString(Map.of("state", "active", "url", target));
                yield patch(create, "enable", link, enable, Visitors.redirectTo(target));
            }
            default -> {
                expect(create.call("DELETE", TerseUnderLoad.LINKS + "/" + link.id(), ""), 204);
                yield new Change("delete", link, new Shown("", link.code(), GONE), System.nanoTime());
            }
        };
    }

    private static Change patch(TerseUnderLoad create, String name, Shown link, String body, String answer)
            throws IOException, InterruptedException {
        expect(create.call("PATCH", TerseUnderLoad.LINKS + "/" + link.id(), body), 200);
        return new Change(name, link, new Shown(link.id(), link.code(), answer), System.nanoTime());
    }

    private static String expect(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new ScenarioFailure(
                    answer.request() + " got " + answer.statusCode() + ", not " + status + ": " + answer.body());
        }
        return answer.body();
    }

    /** A redirect process, and a visitor who asks it for one code again and again, on one connection. */
    private static final class Node implements AutoCloseable {
        private final Visitors visitors;
        private final Thread thread;
        private final long pause;
        private final List<Seen> seen = new ArrayList<>();
        private volatile String code;
        private volatile boolean stopped;

        Node(TerseUnderLoad terse, String code, int rate) {
            this.visitors = new Visitors(terse.address());
            this.code = code;
            this.pause = Duration.ofSeconds(1).toNanos() / rate;
            this.thread = Thread.ofPlatform().name("visitor").daemon().start(this::visit);
        }

        private void visit() {
            long next = System.nanoTime();
            while (!stopped) {
                String asked = code;
                long sent = System.nanoTime();
                String answer;
                try {
                    answer = visitors.follow(asked);
                } catch (IOException failure) {
                    answer = failure.toString();
                } catch (InterruptedException interrupted) {
                    return;
                }
                Seen visit = new Seen(asked, sent, System.nanoTime(), answer);
                synchronized (seen) {
                    seen.add(visit);
                }
                next = Math.max(next + pause, System.nanoTime() - pause);
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }

        /** Asks for another code from now on. */
        void turnTo(String another) {
            code = another;
        }

        /** The visits since this was last asked. */
        List<Seen> take() {
            synchronized (seen) {
                List<Seen> taken = List.copyOf(seen);
                seen.clear();
                return taken;
            }
        }

        @Override
        public void close() {
            stopped = true;
            thread.interrupt();
            visitors.close();
        }
    }
}
