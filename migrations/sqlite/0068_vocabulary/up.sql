-- Shops are looked for around a post code; where that is, the addresses of those who are there tell.
create index enterprise_address_by_postcode on enterprise_address (kind, postcode);

-- A hub says in which order its shop lists its goods; nothing, where it is the usual one.
alter table enterprise add column shelves text;

-- Categories and properties that an installation says beside those that are known without being told. What is retired stays on
-- the goods that have it, and cannot be newly chosen.
create table vocabulary_term (
    kind        text not null check (kind in ('category', 'property')),
    code        text not null,
    name_fr     text not null,
    name_en     text not null,
    name_de     text not null,
    other_names text not null,
    parent      text,
    is_retired  integer not null,
    primary key (kind, code),
    check (kind = 'category' or parent is null)
) strict, without rowid;
