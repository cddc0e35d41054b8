create table api_key (
    number     ${key},
    id         ${exact} not null unique,
    workspace  ${long} not null references workspace,
    name       text not null,
    hint       text not null,
    sha256     ${bytes} not null unique,
    scopes     text not null, -- separated by spaces
    created_at ${long} not null,
    expires_at ${long},
    revoked_at ${long}
) ${strict};

create index api_key_by_workspace on api_key (workspace, number);
