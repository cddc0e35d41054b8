-- Whether the values of a day are in those of its month. Days that were folded before are not, and are read as they are.
alter table rollup_day add column in_month int not null default 0;

-- What is long is no part of the key's tree here: SQLite reads all of a row that it passes on its way down.

-- The values of the days of a month in UTC that say so, added up. month: months since 1970.
create table rollup_month (
    scope  ${long} not null,
    month  ${long} not null,
    packed ${bytes} not null,
    primary key (scope, month)
) ${strict};

-- The hours that a day was folded from, while they are kept. The day comes first, because they are removed by days.
create table rollup_day_hours (
    day    ${long} not null,
    scope  ${long} not null,
    packed ${bytes} not null,
    primary key (day, scope)
) ${strict};

-- Rollups that could not be read when they were to be folded.
create table rollup_damaged (
    number ${growing_key},
    scope  ${long} not null,
    hour   ${long} not null,
    hours  int not null,
    part   text not null,
    packed ${bytes} not null
) ${strict};

${days_stored_as_they_are}
