-- kind 1: a link, named by domain and code. kind 2: a key, named by its id.
create table change (
    seq        ${growing_key},
    ${transaction_column}
    kind       int not null,
    domain     ${long},
    code       ${exact},
    key_id     ${exact},
    written_at ${long} not null
) ${strict};

${transaction_index}
create index change_by_time on change (written_at);

-- How far the feed was pruned: the last seq on SQLite, the last transaction on PostgreSQL.
create table change_feed (
    id        int not null primary key check (id = 1),
    pruned_to ${position} not null
) ${strict};

insert into change_feed (id, pruned_to) values (1, '0');
