package dev.terse.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts millions of links into a store that nobody has open: copies of one link that the product made, each with a number,
 * an id, a code and a target of its own. The engine makes them by itself in one statement.
 */
record StoreFill(String jdbcUrl, String numbers, String digits, String before, String after) {
    private static final int DIGITS = 8;

    static StoreFill sqlite(String jdbcUrl) {
        return new StoreFill(
                jdbcUrl,
                "(with recursive n(i) as (select 1 union all select i + 1 from n where i < %d) select i from n)",
                "printf('%0" + DIGITS + "d', s.i)",
                "pragma cache_size = -400000",
                "analyze");
    }

    static StoreFill postgres(String jdbcUrl) {
        return new StoreFill(
                jdbcUrl,
                "generate_series(1, %d)",
                "lpad(cast(s.i as text), " + DIGITS + ", '0')",
                "set maintenance_work_mem = '256MB'",
                "select setval(pg_get_serial_sequence('link', 'number'), (select max(number) from link))");
    }

    /** The code of the link that was put in as the {@code number}-th, counted from 1. */
    static String code(int number) {
        return "L" + String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
    }

    /** Its target. */
    static String target(List<String> targets, int number) {
        return targets.get(number % targets.size());
    }

    /** As many targets as asked for, from the first on and again. */
    static List<String> inTurn(List<String> targets, int count) {
        List<String> turn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            turn.add(targets.get(i % targets.size()));
        }
        return turn;
    }

    /** Puts {@code count} links in, and says how long that took. */
    void fill(String template, int count, List<String> targets) {
        long begun = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(before);
            connection.setAutoCommit(false);
            statement.execute("create temporary table bench_target (i integer primary key, href text not null)");
            try (PreparedStatement insert = connection.prepareStatement("insert into bench_target values (?, ?)")) {
                for (int i = 0; i < targets.size(); i++) {
                    insert.setInt(1, i);
                    insert.setString(2, targets.get(i));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            try (PreparedStatement copy = connection.prepareStatement(copy(statement, count, targets.size()))) {
                copy.setString(1, template);
                int made = copy.executeUpdate();
                if (made != count) {
                    throw new ScenarioFailure(made + " links were put into the store instead of " + count);
                }
            }
            statement.execute(after);
            connection.commit();
        } catch (SQLException failure) {
            throw new ScenarioFailure("the store can't be filled: " + failure.getMessage(), failure);
        }
        System.out.printf("%,d links put into the store in %.0f s%n", count, (System.nanoTime() - begun) / 1e9);
    }

    private String copy(Statement statement, int count, int targets) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (ResultSet none = statement.executeQuery("select * from link where number is null")) {
            ResultSetMetaData columns = none.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String name = columns.getColumnName(i);
                names.add(name);
                values.add(
                        switch (name) {
                            case "number" -> "t.number + s.i";
                            case "id" -> "'bench' || " + digits;
                            case "code" -> "'L' || " + digits;
                            case "target" -> "b.href";
                            default -> "t." + name;
                        });
            }
        }
        return "insert into link (" + String.join(", ", names) + ") select " + String.join(", ", values)
                + " from " + numbers.formatted(count) + " as s" + (numbers.startsWith("generate") ? "(i)" : "")
                + " cross join (select * from link where code = ?) as t"
                + " join bench_target as b on b.i = s.i % " + targets;
    }
}
