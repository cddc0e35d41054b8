package dev.terse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What redirects are measured on: every combination of what the options list. */
final class Cases {
    @Option(
            names = "--shape",
            split = ",",
            description = "redirect (the process of three services), single (one with everything), or both with a comma"
                    + " between them (default: both)")
    private List<Shape> shapes = List.of(Shape.REDIRECT, Shape.SINGLE);

    @Option(
            names = "--transport",
            split = ",",
            description = "auto (what Terse chooses), io_uring, epoll, with commas between them (default: auto)")
    private List<Transport> transports = List.of(Transport.AUTO);

    @Option(
            names = "--links",
            split = ",",
            description = "Links that are visited, and held in memory, with commas between sizes (default: 10000)")
    private List<Integer> links = List.of(10_000);

    @Option(
            names = "--stored",
            description = "Links in the store, those that are visited spread evenly among them (default: as --links)")
    private int stored;

    @Mixin
    private Addresses addresses = new Addresses();

    /** All of them, shape by shape. */
    List<Case> all() throws IOException {
        List<String> targets = addresses.targets().stream().filter(Nginx::takes).toList();
        if (targets.isEmpty()) {
            throw new ScenarioFailure("the file has no address that nginx can be told of");
        }
        List<Case> all = new ArrayList<>();
        for (Shape shape : shapes) {
            for (Transport transport : transports) {
                for (int visited : links) {
                    all.add(new Case(shape, transport, visited, Math.max(stored, visited), targets));
                }
            }
        }
        return all;
    }
}
