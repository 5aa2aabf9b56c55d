-- A hub knows its customers by their addresses, and shows each what its rules say, at the prices of their group.
create table customer (
    id         blob    primary key not null,
    hub_id     blob    not null references enterprise (id),
    email      text    not null,
    name       text,
    folded     text    not null,
    code       text,
    tags       text    not null,
    version    integer not null check (version > 0),
    created_at integer not null,
    unique (hub_id, email),
    unique (hub_id, code)
) strict, without rowid;

create index customer_by_email on customer (email);

-- What a hub shows or hides, the weightiest rule first.
create table tag_rule (
    hub_id    blob    not null references enterprise (id),
    number    integer not null check (number >= 0),
    subject   text    not null check (subject in ('cycles', 'goods')),
    customers text    not null,
    tagged    text    not null,
    shows     integer not null,
    primary key (hub_id, number)
) strict, without rowid;

-- What one item costs customers with a tag.
create table group_price (
    hub_id      blob    not null references enterprise (id),
    tag         text    not null,
    variant_id  blob    not null references variant (id),
    price_minor integer not null check (price_minor >= 0),
    currency    text    not null check (length(currency) = 3),
    primary key (hub_id, tag, variant_id)
) strict, without rowid;

create index group_price_by_variant on group_price (variant_id);

alter table exchange add column tags text not null default '[]';
alter table hub_terms add column tags text not null default '[]';
alter table enterprise add column customers_only integer not null default 0;
alter table enterprise add column rules_version integer not null default 0;
