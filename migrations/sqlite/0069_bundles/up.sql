-- A size may be put together from others: each part with how many of it go in, in their order.
alter table variant add column parts text check (length(parts) <= 4000);

-- A bundle as it was ordered. What it is made of are lines of the order, which bear its goods, its fees and its tax; of its own it
-- takes what is limited beside its parts, if anything is.
create table order_bundle (
    order_id     blob    not null references orders (id),
    position     integer not null,
    hub_id       blob    not null,
    variant_id   blob    not null references variant (id),
    seller_id    blob    not null,
    supply_id    blob    not null,
    product_name text    not null,
    label        text    not null,
    quantity     integer not null check (quantity > 0),
    taken_milli  integer not null check (taken_milli >= 0),
    quota_id     blob,
    price_minor  integer not null,
    primary key (order_id, position)
) strict, without rowid;

-- The bundle of its order that a line is a part of.
alter table order_line add column bundle_position integer;
