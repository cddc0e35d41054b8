-- A row is never removed: its number and its code stay in use for ever. One without a target was erased.
-- No foreign key leads from here to workspace and domain: those rows are never removed either, and checking them would
-- cost every created link two look-ups (and, on PostgreSQL, two row locks that all creators share).
create table link (
    number          ${key},
    id              ${exact} not null unique,
    workspace       ${long} not null,
    domain          ${long} not null,
    code            ${exact} not null,
    target          ${exact},
    title           text,
    note            text,
    metadata        text, -- a JSON object of texts, null for none
    starts_at       ${long},
    expires_at      ${long},
    fallback        ${exact},
    redirect_status int not null,
    forward_query   ${boolean} not null,
    forward_path    ${boolean} not null,
    disabled        ${boolean} not null,
    banned          ${boolean} not null default ${false},
    created_at      ${long} not null,
    updated_at      ${long} not null,
    deleted_at      ${long},
    created_by      ${exact} not null,
    version         int not null,
    unique (code, domain) -- in this order: whether a code is taken is also asked across all domains
) ${strict};

create index link_by_creation on link (workspace, number) where deleted_at is null;
create index link_by_update on link (workspace, updated_at, number) where deleted_at is null;
create index link_disabled on link (workspace, number) where disabled and deleted_at is null;
create index link_banned on link (workspace, number) where banned and deleted_at is null;
create index link_by_start on link (starts_at) where starts_at is not null and deleted_at is null;
create index link_by_expiry on link (expires_at) where expires_at is not null and deleted_at is null;
create index link_to_erase on link (deleted_at) where deleted_at is not null and target is not null;

create table link_tag (
    workspace ${long} not null,
    tag       ${exact} not null,
    link      ${long} not null,
    place     int not null, -- in the owner's order, from 0
    primary key (workspace, tag, link)
) ${strict_without_rowid};

create index link_tag_by_link on link_tag (link);

-- No row until the first click.
create table link_total (
    link    ${long} not null primary key,
    total   ${long} not null,
    humans  ${long} not null,
    bots    ${long} not null,
    last_at ${long}
) ${strict};

create table idempotency (
    workspace   ${long} not null,
    key         ${exact} not null,
    fingerprint ${exact} not null,
    answer      text not null,
    created_at  ${long} not null,
    primary key (workspace, key)
) ${strict_without_rowid};

create index idempotency_by_creation on idempotency (created_at);
