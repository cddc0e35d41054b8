-- Numbers below next are used up, of the length that is current. A length of 0 means that nothing was reserved yet.
create table code_counter (
    id           int not null primary key check (id = 1),
    length       int not null,
    next         ${long} not null,
    codes_made   ${long} not null,
    blocks_added ${long} not null
) ${strict};

insert into code_counter (id, length, next, codes_made, blocks_added) values (1, 0, 0, 0, 0);

create table code_block (
    number ${key},
    size   int not null,
    codes  text not null -- separated by spaces
) ${strict};
