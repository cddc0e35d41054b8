-- What was counted lately, by scope: for those who follow clicks as they are counted. Numbered without a gap under the
-- ledger's row, so that a number that can be seen has none to come before it. The newest row always stays.
create table click_tally (
    number ${long} not null primary key,
    packed ${bytes} not null
) ${strict};
