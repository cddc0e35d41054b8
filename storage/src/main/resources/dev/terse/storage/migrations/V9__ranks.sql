-- A link's place among those with most clicks: its total as it was when somebody last saw to the order. The index would
-- otherwise change with every click that is counted.
alter table link_total add column ranked ${long} not null default 0;

update link_total set ranked = total;

drop index link_total_by_total;

create index link_total_by_rank on link_total (ranked, link);
