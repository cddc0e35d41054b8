package dev.terse.storage;

import dev.terse.change.Change;
import dev.terse.change.Changes;
import java.util.ArrayList;
import java.util.List;

/**
 * The feed where transactions overlap, on PostgreSQL: a change that was numbered earlier may be committed later, so a
 * cursor is not a number but a snapshot, which says of every transaction whether its rows were there. What follows it is
 * all that a new snapshot shows and the old one did not: each change exactly once, however late it is committed, and
 * however long other transactions run.
 *
 * <p>A cursor begins with the server's identity and its timeline, which change when the database is another one or went
 * back in time, where transaction numbers mean other transactions. A server that was promoted notes its new timeline as
 * the one to recover to, and only at its next checkpoint as its own, when it removes the former.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html">Control data, transaction ID and snapshot functions</a>
 */
final class SnapshotChanges implements Changes {
    private static final String HISTORY = """
            (select system_identifier from pg_control_system()) || '.'
                || (select greatest(timeline_id, min_recovery_end_timeline)
                    from pg_control_checkpoint(), pg_control_recovery())""";

    private final Database database;

    SnapshotChanges(Database database) {
        this.database = database;
    }

    @Override
    public Cursor end() {
        return database.read(handle -> handle.createQuery("select " + HISTORY + " || '/' || pg_current_snapshot()")
                .map((row, _) -> new Cursor(row.getString(1)))
                .one());
    }

    @Override
    public Batch since(Cursor cursor) {
        int slash = cursor.value().indexOf('/');
        String history = cursor.value().substring(0, Math.max(0, slash));
        String snapshot = cursor.value().substring(slash + 1);
        return database.read(handle -> handle.createQuery("""
                        with feed as materialized (
                            select pruned_to, pg_current_snapshot() as now, cast(:snapshot as pg_snapshot) as before,
                                %s as history
                            from change_feed where id = 1)
                        select history || '/' || now as next,
                            history <> :history
                                or pg_snapshot_xmax(before) > pg_snapshot_xmax(now)
                                or pruned_to >= pg_snapshot_xmax(before)
                                or exists (
                                    select 1 from pg_snapshot_xip(before) running
                                    where running <= pruned_to and pg_visible_in_snapshot(running, now)) as lost,
                            %s
                        from feed left join change c
                            on c.txid >= pg_snapshot_xmin(before) and not pg_visible_in_snapshot(c.txid, before)
                        order by c.seq""".formatted(HISTORY, ChangeRows.COLUMNS))
                .bind("snapshot", snapshot)
                .bind("history", history)
                .scanResultSet((rows, _) -> {
                    List<Change> changes = new ArrayList<>();
                    Cursor next = cursor;
                    boolean lost = false;
                    var row = rows.get();
                    while (row.next()) {
                        next = new Cursor(row.getString("next"));
                        lost = row.getBoolean("lost");
                        Change change = ChangeRows.map(row);
                        if (change != null) {
                            changes.add(change);
                        }
                    }
                    return new Batch(changes, next, lost);
                }));
    }
}
