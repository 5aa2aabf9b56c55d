-- A hub hands goods over in ways of its own: pick-up points, and deliveries to post codes, each with its price.
create table hand_over_method (
    id           uuid    primary key not null,
    hub_id       uuid    not null references enterprise (id),
    name         text    not null,
    kind         text    not null check (kind in ('pick-up', 'delivery')),
    place        text,
    postcodes    text,
    told         text,
    calculator   text,
    tax_category text    not null check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced', 'exempt')),
    carries      text    not null,
    capacity     bigint check (capacity > 0),
    retired_at   bigint,
    version      bigint not null check (version > 0),
    check ((kind = 'pick-up') = (place is not null)),
    check ((kind = 'delivery') = (postcodes is not null))
);

create index hand_over_method_by_hub on hand_over_method (hub_id, id);

-- Which of them a hub offers in a cycle, and when; where it names none, it offers all of them.
create table exchange_hand_over (
    exchange_id uuid    not null references exchange (id),
    method_id   uuid    not null references hand_over_method (id),
    position    bigint not null,
    from_at     bigint,
    until_at    bigint,
    primary key (exchange_id, method_id),
    check ((from_at is null) = (until_at is null)),
    check (from_at < until_at)
);

create index exchange_hand_over_by_method on exchange_hand_over (method_id);

alter table cart add column hand_over_id uuid;

-- How an order is handed over, as it was told when it was placed.
create table order_hand_over (
    order_id  uuid    primary key not null references orders (id),
    hub_id    uuid    not null,
    cycle_id  uuid    not null,
    method_id uuid    not null,
    name      text    not null,
    kind      text    not null check (kind in ('pick-up', 'delivery')),
    place     text,
    told      text,
    from_at   bigint,
    until_at  bigint,
    street    text,
    postcode  text,
    city      text,
    check (kind = 'delivery' or (street is null and postcode is null and city is null)),
    check ((street is null) = (city is null) and (street is null) = (postcode is null))
);

-- The orders of a cycle by a method are counted, where it takes a number of them.
create index order_hand_over_by_method on order_hand_over (cycle_id, method_id);

-- What is paid for it is a part of the order.
alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'deposit'));
