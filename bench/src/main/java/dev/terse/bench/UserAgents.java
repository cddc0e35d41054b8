package dev.terse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What browsers and programs call themselves, from files with one list of names after the other, in YAML. */
record UserAgents(List<String> browsers, List<String> crawlers) {
    private static final String ITEM = "  - ";

    UserAgents {
        browsers = List.copyOf(browsers);
        crawlers = List.copyOf(crawlers);
    }

    /** Reads {@code browsers.yml} and {@code crawlers.yml} of a folder. */
    static UserAgents in(Path folder) throws IOException {
        return new UserAgents(items(folder, "browsers.yml"), items(folder, "crawlers.yml"));
    }

    private static List<String> items(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isReadable(file)) {
            throw new ScenarioFailure("there is no list of User-Agents " + file);
        }
        return items(Files.readAllLines(file));
    }

    static List<String> items(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(ITEM))
                .map(line -> unquoted(line.substring(ITEM.length()).strip()))
                .toList();
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.charAt(0) == '"' && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** So many of both, four fifths of them browsers, spread evenly over the lists; as bytes. */
    List<byte[]> some(int count) {
        int programs = count / 5;
        List<byte[]> some = new ArrayList<>(spread(browsers, count - programs));
        some.addAll(spread(crawlers, programs));
        return some;
    }

    private static List<byte[]> spread(List<String> all, int count) {
        if (all.size() < count) {
            throw new ScenarioFailure("a list of User-Agents has " + all.size() + " and needs " + count);
        }
        List<byte[]> some = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) ((long) i * all.size() / count)).getBytes(StandardCharsets.UTF_8));
        }
        return some;
    }
}
