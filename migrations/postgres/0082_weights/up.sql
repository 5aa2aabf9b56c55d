-- A line of an order that is sold by weight: what one item was expected to weigh, the most one is charged for, how far a weight may be
-- from what was expected, and what all items weigh, once they were weighed.
create table order_weight (
    order_id             uuid not null references orders (id),
    position             bigint not null,
    hub_id               uuid not null,
    expected_milli       bigint not null check (expected_milli > 0),
    heaviest_milli       bigint not null check (heaviest_milli >= expected_milli),
    tolerance_millionths bigint not null check (tolerance_millionths > 0 and tolerance_millionths < 1000000),
    weighed_milli        bigint check (weighed_milli > 0),
    primary key (order_id, position)
);

-- The same before a change of the order.
create table order_weight_before (
    change_id            uuid not null references order_change (id),
    order_id             uuid not null,
    position             bigint not null,
    hub_id               uuid not null,
    expected_milli       bigint not null check (expected_milli > 0),
    heaviest_milli       bigint not null check (heaviest_milli >= expected_milli),
    tolerance_millionths bigint not null check (tolerance_millionths > 0 and tolerance_millionths < 1000000),
    weighed_milli        bigint check (weighed_milli > 0),
    primary key (change_id, position)
);

create index order_weight_before_by_order on order_weight_before (order_id);

-- The most an order may come to, whatever its goods weigh: what its customer agreed to.
alter table orders add column at_most_minor bigint check (at_most_minor >= 0);

-- An order changes as what is in it is weighed.
alter table order_change drop constraint order_change_cause_check;
alter table order_change add constraint order_change_cause_check check (cause in ('minimum', 'shortage', 'customer', 'shop', 'weight'));
