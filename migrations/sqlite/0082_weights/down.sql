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
    cause          text not null check (cause in ('minimum', 'shortage', 'customer', 'shop')),
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
alter table orders drop column at_most_minor;
drop table order_weight_before;
drop table order_weight;
