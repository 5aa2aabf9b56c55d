-- What knows of no reversals knows neither what was reversed nor that it was: both go, with all that moved. What was
-- paid back and paid out goes likewise. Its check of the books may find a cent where more than one payment of an order
-- had been shared.
delete from posting where transaction_id in (
        select id from ledger_transaction where cause in ('repayment', 'payout', 'reversal'))
    or transaction_id in (
        select p.transaction_id from payment p where exists (select 1 from payment r where r.reverses_id = p.id));
delete from payment_share where payment_id in (select id from payment where reverses_id is not null)
    or payment_id in (select reverses_id from payment where reverses_id is not null);
drop table hub_payable;
drop table payout;
drop table repayment_share;
drop table repayment;

create table payment_gone (id blob primary key not null, transaction_id blob not null);
insert into payment_gone select p.id, p.transaction_id from payment p
    where p.reverses_id is not null or exists (select 1 from payment r where r.reverses_id = p.id);
delete from payment where id in (select id from payment_gone) and reverses_id is not null;
delete from payment where id in (select id from payment_gone);
delete from ledger_transaction where id in (select transaction_id from payment_gone)
    or cause in ('repayment', 'payout', 'reversal');
drop table payment_gone;

delete from account_balance;
insert into account_balance (holder, kind, currency, balance_minor)
select m.holder, m.kind, m.currency, cast(sum(m.amount) as integer) from (
    select p.to_holder as holder, p.to_kind as kind, t.currency as currency, p.amount_minor as amount
    from posting p join ledger_transaction t on t.id = p.transaction_id
    union all
    select p.from_holder, p.from_kind, t.currency, -p.amount_minor
    from posting p join ledger_transaction t on t.id = p.transaction_id
) m
where m.kind not in ('order', 'refund')
group by m.holder, m.kind, m.currency;

pragma defer_foreign_keys = on;

create table ledger_transaction_kept (
    id       blob    primary key not null,
    hub_id   blob    not null,
    cause    text    not null,
    order_id blob,
    currency text    not null,
    at       integer not null
) strict, without rowid;

insert into ledger_transaction_kept select id, hub_id, cause, order_id, currency, at from ledger_transaction;
drop table ledger_transaction;

create table ledger_transaction (
    id       blob   primary key not null,
    hub_id   blob   not null references enterprise (id),
    cause    text not null check (cause in ('due', 'payment', 'return', 'change')),
    order_id blob   not null references orders (id),
    currency text not null check (length(currency) = 3),
    at       integer not null
) strict, without rowid;

insert into ledger_transaction select id, hub_id, cause, order_id, currency, at from ledger_transaction_kept;
drop table ledger_transaction_kept;
create index ledger_transaction_by_order on ledger_transaction (order_id);

create table payment_kept (
    id              blob primary key not null,
    order_id        blob not null,
    hub_id          blob not null,
    transaction_id  blob not null,
    method          text not null check (method in ('cash', 'bank-transfer')),
    amount_minor    integer not null,
    currency        text not null check (length(currency) = 3),
    received_at     integer not null,
    recorded_by     blob,
    recorded_by_key blob
) strict, without rowid;

insert into payment_kept
select id, order_id, hub_id, transaction_id, method, amount_minor, currency, received_at, recorded_by,
    recorded_by_key
from payment;
drop table payment;

create table payment (
    id              blob primary key not null,
    order_id        blob not null references orders (id),
    hub_id          blob not null references enterprise (id),
    transaction_id  blob not null unique references ledger_transaction (id),
    method          text not null check (method in ('cash', 'bank-transfer')),
    amount_minor    integer not null check (amount_minor > 0),
    currency        text not null check (length(currency) = 3),
    received_at     integer not null,
    recorded_by     blob references user_account (id),
    recorded_by_key blob references api_key (id)
) strict, without rowid;

insert into payment (id, order_id, hub_id, transaction_id, method, amount_minor, currency, received_at, recorded_by,
    recorded_by_key)
select id, order_id, hub_id, transaction_id, method, amount_minor, currency, received_at, recorded_by,
    recorded_by_key
from payment_kept;
drop table payment_kept;
create index payment_by_order on payment (order_id);
