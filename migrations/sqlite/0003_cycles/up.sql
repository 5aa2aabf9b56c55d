-- A hub runs order cycles: producers supply them, hubs sell from them, fees are added on the way.
create table fee (
    id             blob   primary key not null,
    enterprise_id  blob   not null references enterprise (id),
    name           text not null,
    kind           text not null check (kind in ('packing', 'transport', 'admin', 'sales', 'fundraising')),
    calculator     text not null,
    tax_millionths integer not null check (tax_millionths >= 0)
) strict, without rowid;

create index fee_by_enterprise on fee (enterprise_id);

create table order_cycle (
    id             blob   primary key not null,
    coordinator_id blob   not null references enterprise (id),
    name           text not null,
    opens_at       integer not null,
    closes_at      integer not null,
    stage          text not null check (stage in ('draft', 'upcoming', 'open', 'closed', 'settled')),
    staged_at      integer not null,
    version        integer not null check (version > 0),
    check (opens_at < closes_at)
) strict, without rowid;

create index order_cycle_by_coordinator on order_cycle (coordinator_id);
create index order_cycle_by_stage on order_cycle (stage, closes_at);

-- Goods come into a cycle from a producer, or go out of it to a hub with a time to fetch them.
create table exchange (
    id             blob   primary key not null,
    order_cycle_id blob   not null references order_cycle (id),
    enterprise_id  blob   not null references enterprise (id),
    direction      text not null check (direction in ('incoming', 'outgoing')),
    pick_up_from   integer,
    pick_up_until  integer,
    pick_up_text   text,
    unique (order_cycle_id, enterprise_id, direction),
    check ((pick_up_from is null) = (pick_up_until is null)),
    check (pick_up_from < pick_up_until)
) strict, without rowid;

create index exchange_by_enterprise on exchange (enterprise_id, direction);

create table exchange_variant (
    exchange_id blob not null references exchange (id),
    variant_id  blob not null references variant (id),
    primary key (exchange_id, variant_id)
) strict, without rowid;

create index exchange_variant_by_variant on exchange_variant (variant_id);

create table exchange_fee (
    exchange_id blob not null references exchange (id),
    fee_id      blob not null references fee (id),
    position    integer not null,
    primary key (exchange_id, fee_id)
) strict, without rowid;

create table coordinator_fee (
    order_cycle_id blob not null references order_cycle (id),
    fee_id         blob not null references fee (id),
    position       integer not null,
    primary key (order_cycle_id, fee_id)
) strict, without rowid;
