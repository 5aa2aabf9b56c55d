-- A producer makes products; each is sold in sizes, its variants, which draw on pools of supply.
create table product (
    id          blob   primary key not null,
    producer_id blob   not null references enterprise (id),
    name        text not null,
    folded_name text not null,
    category    text not null,
    description text,
    storage     text not null check (storage in ('ambient', 'chilled', 'frozen')),
    created_at  integer not null,
    unique (producer_id, folded_name)
) strict, without rowid;

-- What can be sold, in thousandths of a gram, a millilitre or a piece. It never falls below zero.
create table supply (
    id              blob   primary key not null,
    producer_id     blob   not null references enterprise (id),
    product_id      blob   not null references product (id),
    dimension       text not null check (dimension in ('weight', 'volume', 'piece')),
    available_milli integer not null check (available_milli >= 0),
    on_demand       integer not null
) strict, without rowid;

create index supply_by_product on supply (product_id);

-- Why a supply changed other than by an order: listed, counted again, imported.
create table supply_movement (
    id          blob   primary key not null,
    supply_id   blob   not null references supply (id),
    delta_milli integer not null check (delta_milli <> 0),
    reason      text not null check (reason in ('import', 'count')),
    at          integer not null
) strict, without rowid;

create index supply_movement_by_supply on supply_movement (supply_id);

create table variant (
    id           blob   primary key not null,
    product_id   blob   not null references product (id),
    supply_id    blob   not null references supply (id),
    sku          text,
    name         text,
    dimension    text not null check (dimension in ('weight', 'volume', 'piece')),
    size_milli   integer not null check (size_milli > 0),
    piece_name   text,
    price_minor  integer not null check (price_minor >= 0),
    currency     text not null check (length(currency) = 3),
    tax_category text not null
        check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced', 'exempt')),
    draw_milli   integer not null check (draw_milli > 0),
    withdrawn    integer not null,
    check (piece_name is null or dimension = 'piece')
) strict, without rowid;

create index variant_by_product on variant (product_id);
create index variant_by_supply on variant (supply_id);
