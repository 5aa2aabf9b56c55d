-- A hub runs order cycles: producers supply them, hubs sell from them, fees are added on the way.
create table fee (
    id             uuid   primary key not null,
    enterprise_id  uuid   not null references enterprise (id),
    name           text not null,
    kind           text not null check (kind in ('packing', 'transport', 'admin', 'sales', 'fundraising')),
    calculator     text not null,
    tax_millionths bigint not null check (tax_millionths >= 0)
);

create index fee_by_enterprise on fee (enterprise_id);

create table order_cycle (
    id             uuid   primary key not null,
    coordinator_id uuid   not null references enterprise (id),
    name           text not null,
    opens_at       bigint not null,
    closes_at      bigint not null,
    stage          text not null check (stage in ('draft', 'upcoming', 'open', 'closed', 'settled')),
    staged_at      bigint not null,
    version        bigint not null check (version > 0),
    check (opens_at < closes_at)
);

create index order_cycle_by_coordinator on order_cycle (coordinator_id);
create index order_cycle_by_stage on order_cycle (stage, closes_at);

-- Goods come into a cycle from a producer, or go out of it to a hub with a time to fetch them.
create table exchange (
    id             uuid   primary key not null,
    order_cycle_id uuid   not null references order_cycle (id),
    enterprise_id  uuid   not null references enterprise (id),
    direction      text not null check (direction in ('incoming', 'outgoing')),
    pick_up_from   bigint,
    pick_up_until  bigint,
    pick_up_text   text,
    unique (order_cycle_id, enterprise_id, direction),
    check ((pick_up_from is null) = (pick_up_until is null)),
    check (pick_up_from < pick_up_until)
);

create index exchange_by_enterprise on exchange (enterprise_id, direction);

create table exchange_variant (
    exchange_id uuid not null references exchange (id),
    variant_id  uuid not null references variant (id),
    primary key (exchange_id, variant_id)
);

create index exchange_variant_by_variant on exchange_variant (variant_id);

create table exchange_fee (
    exchange_id uuid not null references exchange (id),
    fee_id      uuid not null references fee (id),
    position    bigint not null,
    primary key (exchange_id, fee_id)
);

create table coordinator_fee (
    order_cycle_id uuid not null references order_cycle (id),
    fee_id         uuid not null references fee (id),
    position       bigint not null,
    primary key (order_cycle_id, fee_id)
);
