-- Clicks that were handed over. A journal's position is kept for ever: without it they would be taken anew.
create table click_journal (
    uuid     ${exact} not null primary key,
    position ${long} not null,
    taken_at ${long} not null
) ${strict_without_rowid};

create table click_inbox (
    id        int not null primary key check (id = 1),
    gap_bytes ${long} not null
) ${strict};

insert into click_inbox (id, gap_bytes) values (1, 0);

create table click_batch (
    number        ${growing_key},
    journal       ${exact} not null,
    from_position ${long} not null,
    length        int not null,
    taken_at      ${long} not null,
    records       ${bytes} not null
) ${strict};

-- Who changes what was counted holds this row, or finds by the number of changes whether somebody else did meanwhile.
create table click_ledger (
    id        int not null primary key check (id = 1),
    changes   ${long} not null,
    kept_from ${long} not null -- the first hour whose clicks are kept one by one
) ${strict};

insert into click_ledger (id, changes, kept_from) values (1, 0, 0);

-- hour: hours since 1970. scope: the number of a link, or that of a domain with a minus. The hour comes first, because
-- clicks come in the order of their times: what is counted together is written together.
create table rollup_hour (
    hour   ${long} not null,
    scope  ${long} not null,
    packed ${bytes} not null,
    primary key (hour, scope)
) ${strict_without_rowid};

-- day: days since 1970. The scope comes first, because the days of a scope are read together.
create table rollup_day (
    scope        ${long} not null,
    day          ${long} not null,
    quarters     ${bytes} not null,
    visitors     ${bytes} not null,
    value_counts ${bytes} not null,
    primary key (scope, day)
) ${strict_without_rowid};

-- Single clicks of one day, those of many links together. Of two chunks that have clicks of one link, the one with the
-- lower number has those that were counted earlier.
create table click_chunk (
    number     ${growing_key},
    day        ${long} not null,
    share      int not null,
    first_at   ${long} not null,
    last_at    ${long} not null,
    first_link ${long} not null,
    last_link  ${long} not null,
    count      int not null,
    packed     ${bytes} not null
) ${strict};

create index click_chunk_by_day on click_chunk (day, share, number, count, last_at);

create table click_dead (
    number        ${growing_key},
    journal       ${exact} not null,
    position      ${long} not null,
    reason        text not null,
    counted_at    ${long} not null,
    record        ${bytes} not null
) ${strict};

create index click_dead_by_time on click_dead (counted_at);

create index link_total_by_total on link_total (total, link);

-- day: days since 1970.
create table visitor_key (
    day ${long} not null primary key,
    key ${bytes} not null
) ${strict};

${stored_as_they_are}
