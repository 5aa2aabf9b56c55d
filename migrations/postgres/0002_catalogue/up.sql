-- A producer makes products; each is sold in sizes, its variants, which draw on pools of supply.
create table product (
    id          uuid   primary key not null,
    producer_id uuid   not null references enterprise (id),
    name        text collate "C" not null,
    folded_name text collate "C" not null,
    category    text collate "C" not null,
    description text,
    storage     text not null check (storage in ('ambient', 'chilled', 'frozen')),
    created_at  bigint not null,
    unique (producer_id, folded_name)
);

-- What can be sold, in thousandths of a gram, a millilitre or a piece. It never falls below zero.
create table supply (
    id              uuid   primary key not null,
    producer_id     uuid   not null references enterprise (id),
    product_id      uuid   not null references product (id),
    dimension       text not null check (dimension in ('weight', 'volume', 'piece')),
    available_milli bigint not null check (available_milli >= 0),
    on_demand       boolean not null
) with (fillfactor = 70);

create index supply_by_product on supply (product_id);

-- Why a supply changed other than by an order: listed, counted again, imported.
create table supply_movement (
    id          uuid   primary key not null,
    supply_id   uuid   not null references supply (id),
    delta_milli bigint not null check (delta_milli <> 0),
    reason      text not null check (reason in ('import', 'count')),
    at          bigint not null
);

create index supply_movement_by_supply on supply_movement (supply_id);

create table variant (
    id           uuid   primary key not null,
    product_id   uuid   not null references product (id),
    supply_id    uuid   not null references supply (id),
    sku          text,
    name         text,
    dimension    text not null check (dimension in ('weight', 'volume', 'piece')),
    size_milli   bigint not null check (size_milli > 0),
    piece_name   text,
    price_minor  bigint not null check (price_minor >= 0),
    currency     text not null check (length(currency) = 3),
    tax_category text not null
        check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced', 'exempt')),
    draw_milli   bigint not null check (draw_milli > 0),
    withdrawn    boolean not null,
    check (piece_name is null or dimension = 'piece')
);

create index variant_by_product on variant (product_id);
create index variant_by_supply on variant (supply_id);
