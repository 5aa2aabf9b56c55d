-- A line of an order that is sold by weight: what one item was expected to weigh, the most one is charged for, how far a weight may be
-- from what was expected, and what all items weigh, once they were weighed.
create table order_weight (
    order_id             blob not null references orders (id),
    position             integer not null,
    hub_id               blob not null,
    expected_milli       integer not null check (expected_milli > 0),
    heaviest_milli       integer not null check (heaviest_milli >= expected_milli),
    tolerance_millionths integer not null check (tolerance_millionths > 0 and tolerance_millionths < 1000000),
    weighed_milli        integer check (weighed_milli > 0),
    primary key (order_id, position)
) strict, without rowid;

-- The same before a change of the order.
create table order_weight_before (
    change_id            blob not null references order_change (id),
    order_id             blob not null,
    position             integer not null,
    hub_id               blob not null,
    expected_milli       integer not null check (expected_milli > 0),
    heaviest_milli       integer not null check (heaviest_milli >= expected_milli),
    tolerance_millionths integer not null check (tolerance_millionths > 0 and tolerance_millionths < 1000000),
    weighed_milli        integer check (weighed_milli > 0),
    primary key (change_id, position)
) strict, without rowid;

create index order_weight_before_by_order on order_weight_before (order_id);

-- The most an order may come to, whatever its goods weigh: what its customer agreed to.
alter table orders add column at_most_minor integer check (at_most_minor >= 0);

-- An order changes as what is in it is weighed.
-- Other tables refer to changes: they wait for them until all is done.
pragma defer_foreign_keys = on;

create table order_change_kept (
    id             blob primary key not null,
    order_id       blob not null,
    hub_id         blob not null,
    cause          text not null,
    was_due        integer not null,
    before_minor   integer not null,
    after_minor    integer not null,
    transaction_id blob,
    at             integer not null,
    reason         text,
    changed_by     blob,
    changed_by_key blob
) strict, without rowid;

insert into order_change_kept
select id, order_id, hub_id, cause, was_due, before_minor, after_minor, transaction_id, at, reason, changed_by, changed_by_key from order_change;
drop table order_change;

create table order_change (
    id             blob primary key not null,
    order_id       blob not null references orders (id),
    hub_id         blob not null references enterprise (id),
    cause          text not null check (cause in ('minimum', 'shortage', 'customer', 'shop', 'weight')),
    was_due        integer not null,
    before_minor   integer not null check (before_minor >= 0),
    after_minor    integer not null check (after_minor >= 0),
    transaction_id blob unique references ledger_transaction (id),
    at             integer not null,
    reason         text,
    changed_by     blob references user_account (id),
    changed_by_key blob references api_key (id)
) strict, without rowid;

insert into order_change
select id, order_id, hub_id, cause, was_due, before_minor, after_minor, transaction_id, at, reason, changed_by, changed_by_key from order_change_kept;
drop table order_change_kept;
create index order_change_by_order on order_change (order_id, at);
