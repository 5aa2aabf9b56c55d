-- A size may be put together from others: each part with how many of it go in, in their order.
alter table variant add column parts text check (length(parts) <= 4000);

-- A bundle as it was ordered. What it is made of are lines of the order, which bear its goods, its fees and its tax; of its own it
-- takes what is limited beside its parts, if anything is.
create table order_bundle (
    order_id     uuid    not null references orders (id),
    position     bigint not null,
    hub_id       uuid    not null,
    variant_id   uuid    not null references variant (id),
    seller_id    uuid    not null,
    supply_id    uuid    not null,
    product_name text    collate "C" not null,
    label        text    collate "C" not null,
    quantity     bigint not null check (quantity > 0),
    taken_milli  bigint not null check (taken_milli >= 0),
    quota_id     uuid,
    price_minor  bigint not null,
    primary key (order_id, position)
);

-- The bundle of its order that a line is a part of.
alter table order_line add column bundle_position bigint;
