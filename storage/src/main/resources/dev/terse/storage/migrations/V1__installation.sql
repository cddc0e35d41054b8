-- Placeholders name the few types that the engines spell differently; see Dialect.
-- ${key}: a row's own number, given by the engine. ${long}: 64 bits. ${exact}: text that is compared byte by byte.
-- All times are milliseconds since 1970-01-01T00:00:00Z.

create table workspace (
    id   ${key},
    name text not null
) ${strict};

create table domain (
    id        ${key},
    workspace ${long} not null references workspace,
    host      ${exact} unique -- null for the default domain, whose name is a matter of configuration
) ${strict};

create table installation (
    id        int    not null primary key check (id = 1),
    workspace ${long} not null references workspace,
    domain    ${long} not null references domain,
    secret    ${bytes} -- null until the first start that is given none
) ${strict};

insert into workspace (name) values ('default');
insert into domain (workspace) select id from workspace;
insert into installation (id, workspace, domain) select 1, workspace, id from domain;
