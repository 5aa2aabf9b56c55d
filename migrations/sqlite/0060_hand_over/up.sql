-- A hub hands goods over in ways of its own: pick-up points, and deliveries to post codes, each with its price.
create table hand_over_method (
    id           blob    primary key not null,
    hub_id       blob    not null references enterprise (id),
    name         text    not null,
    kind         text    not null check (kind in ('pick-up', 'delivery')),
    place        text,
    postcodes    text,
    told         text,
    calculator   text,
    tax_category text    not null check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced', 'exempt')),
    carries      text    not null,
    capacity     integer check (capacity > 0),
    retired_at   integer,
    version      integer not null check (version > 0),
    check ((kind = 'pick-up') = (place is not null)),
    check ((kind = 'delivery') = (postcodes is not null))
) strict, without rowid;

create index hand_over_method_by_hub on hand_over_method (hub_id, id);

-- Which of them a hub offers in a cycle, and when; where it names none, it offers all of them.
create table exchange_hand_over (
    exchange_id blob    not null references exchange (id),
    method_id   blob    not null references hand_over_method (id),
    position    integer not null,
    from_at     integer,
    until_at    integer,
    primary key (exchange_id, method_id),
    check ((from_at is null) = (until_at is null)),
    check (from_at < until_at)
) strict, without rowid;

create index exchange_hand_over_by_method on exchange_hand_over (method_id);

alter table cart add column hand_over_id blob;

-- How an order is handed over, as it was told when it was placed.
create table order_hand_over (
    order_id  blob    primary key not null references orders (id),
    hub_id    blob    not null,
    cycle_id  blob    not null,
    method_id blob    not null,
    name      text    not null,
    kind      text    not null check (kind in ('pick-up', 'delivery')),
    place     text,
    told      text,
    from_at   integer,
    until_at  integer,
    street    text,
    postcode  text,
    city      text,
    check (kind = 'delivery' or (street is null and postcode is null and city is null)),
    check ((street is null) = (city is null) and (street is null) = (postcode is null))
) strict, without rowid;

-- The orders of a cycle by a method are counted, where it takes a number of them.
create index order_hand_over_by_method on order_hand_over (cycle_id, method_id);

-- What is paid for it is a part of the order.
create table order_component_next (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'deposit')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    vat_regime      text check (vat_regime in ('liable', 'franchise', 'flat-rate-farmer')),
    primary key (order_id, position),
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null))
) strict, without rowid;

insert into order_component_next
select order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, vat_regime
from order_component;

drop table order_component;
alter table order_component_next rename to order_component;
