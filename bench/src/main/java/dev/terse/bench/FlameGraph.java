package dev.terse.bench;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Samples of call stacks as one picture: a box for each method, as wide as the samples in which it was on the stack, on
 * top of the one that called it (Gregg, "The Flame Graph", 2016). Plain SVG: who points at a box is told its whole name.
 */
final class FlameGraph {
    private static final int WIDTH = 1_200;
    private static final int ROW = 16;
    private static final int MARGIN = 10;
    private static final int TITLE = 30;
    private static final double LETTER = 6.2;
    private static final double LEAST_WIDTH = 1;

    private final Frame root = new Frame();

    /** A method on a stack, and what it called. */
    private static final class Frame {
        private final Map<String, Frame> called = new TreeMap<>();
        private long samples;

        int depth(double least) {
            int deepest = 0;
            for (Frame frame : called.values()) {
                if (frame.samples >= least) {
                    deepest = Math.max(deepest, frame.depth(least));
                }
            }
            return deepest + 1;
        }
    }

    /**
     * Reads stacks, one a line: methods with semicolons between them, the outermost first, a space, a number of samples.
     * A method may end with {@code _[k]} for the kernel or {@code _[j]}, {@code _[i]}, {@code _[0]}, {@code _[1]} for Java.
     */
    static FlameGraph of(Iterable<String> lines) {
        FlameGraph graph = new FlameGraph();
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                graph.add(line.substring(0, space).split(";", -1), Long.parseLong(line.substring(space + 1)));
            }
        }
        return graph;
    }

    private void add(String[] stack, long samples) {
        Frame frame = root;
        frame.samples += samples;
        for (String method : stack) {
            frame = frame.called.computeIfAbsent(method, _ -> new Frame());
            frame.samples += samples;
        }
    }

    /** How many samples there are. */
    long samples() {
        return root.samples;
    }

    /** The picture. Boxes of less than a thousandth of its width are left out. */
    String svg(String title) {
        int height = TITLE + root.depth(least()) * ROW + MARGIN;
        StringBuilder svg = new StringBuilder(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="10">
                <rect width="%d" height="%d" fill="#ffffff"/>
                <text x="%d" y="20" font-size="14">%s</text>
                """.formatted(WIDTH + 2 * MARGIN, height, WIDTH + 2 * MARGIN, height, MARGIN, escaped(title)));
        draw(svg, root, "all", MARGIN, height - MARGIN - ROW);
        return svg.append("</svg>\n").toString();
    }

    private double least() {
        return root.samples * LEAST_WIDTH / WIDTH;
    }

    private void draw(StringBuilder svg, Frame frame, String method, double x, int y) {
        double width = (double) WIDTH * frame.samples / Math.max(1, root.samples);
        String name = method.replaceFirst("_\\[[a-z0-9]\\]$", "");
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s: %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\""
                        + " stroke=\"#ffffff\" stroke-width=\"0.5\"/>",
                escaped(name.replace('/', '.')),
                100.0 * frame.samples / Math.max(1, root.samples),
                x,
                y,
                width,
                ROW,
                colour(method)));
        String label = cut(name.substring(name.lastIndexOf('/') + 1), (int) ((width - 6) / LETTER));
        if (!label.isEmpty()) {
            svg.append(
                    String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 3, y + 11, escaped(label)));
        }
        svg.append("</g>\n");
        double next = x;
        for (Map.Entry<String, Frame> called : frame.called.entrySet()) {
            Frame above = called.getValue();
            if (above.samples >= least()) {
                draw(svg, above, called.getKey(), next, y - ROW);
            }
            next += (double) WIDTH * above.samples / Math.max(1, root.samples);
        }
    }

    private static String cut(String text, int letters) {
        if (letters < 3) {
            return "";
        }
        return text.length() <= letters ? text : text.substring(0, letters - 1) + "…";
    }

    private static String colour(String method) {
        if (method.endsWith("_[k]")) {
            return "#f4b183";
        }
        if (method.startsWith("dev/terse/")) {
            return "#7fbf7f";
        }
        return method.matches(".*_\\[[ij01]\\]") ? "#a9d3f5" : "#e6d58a";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
