package dev.terse.storage;

import dev.terse.change.Change;
import dev.terse.change.Changes;
import java.util.ArrayList;
import java.util.List;

/**
 * The feed where one writer at a time numbers the changes, on SQLite: they are committed in the order of their numbers,
 * so that a cursor is the number of the last change that was there.
 */
final class NumberedChanges implements Changes {
    /** The last number that was ever given out; it outlives the rows. */
    private static final String END = "coalesce((select seq from sqlite_sequence where name = 'change'), 0)";

    private final Database database;

    NumberedChanges(Database database) {
        this.database = database;
    }

    @Override
    public Cursor end() {
        return database.read(handle -> handle.createQuery("select " + END)
                .map((row, _) -> new Cursor(row.getString(1)))
                .one());
    }

    @Override
    public Batch since(Cursor cursor) {
        long from = Long.parseLong(cursor.value());
        // One row at least, with the state of the feed, and one for each change.
        return database.read(handle -> handle.createQuery("""
                        select f.last, f.pruned_to, %s
                        from (select %s as last, pruned_to from change_feed where id = 1) f
                        left join change c on c.seq > :from
                        order by c.seq""".formatted(ChangeRows.COLUMNS, END))
                .bind("from", from)
                .scanResultSet((rows, _) -> {
                    List<Change> changes = new ArrayList<>();
                    long last = from;
                    boolean lost = false;
                    var row = rows.get();
                    while (row.next()) {
                        last = row.getLong("last");
                        lost = from > last || from < row.getLong("pruned_to");
                        Change change = ChangeRows.map(row);
                        if (change != null) {
                            changes.add(change);
                        }
                    }
                    return new Batch(changes, new Cursor(Long.toString(last)), lost);
                }));
    }
}
