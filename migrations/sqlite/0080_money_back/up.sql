-- A payment that never came is reversed, money is paid back to customers and paid out to farms: each is a fact of its
-- own. Other tables refer to transactions and payments: they wait for them until all is done.
pragma defer_foreign_keys = on;

-- A payout is of no order.
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
    cause    text not null check (cause in ('due', 'payment', 'return', 'change', 'repayment', 'payout', 'reversal')),
    order_id blob   references orders (id),
    currency text not null check (length(currency) = 3),
    at       integer not null,
    check (order_id is not null or cause in ('payout', 'reversal'))
) strict, without rowid;

insert into ledger_transaction select id, hub_id, cause, order_id, currency, at from ledger_transaction_kept;
drop table ledger_transaction_kept;
create index ledger_transaction_by_order on ledger_transaction (order_id);

-- A reversal is a payment of less than nothing, which says what it reverses and why.
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
    amount_minor    integer not null,
    currency        text not null check (length(currency) = 3),
    received_at     integer not null,
    recorded_by     blob references user_account (id),
    recorded_by_key blob references api_key (id),
    reverses_id     blob,
    reason          text,
    unique (reverses_id),
    check ((reverses_id is null) = (amount_minor > 0)),
    check ((reverses_id is null) = (reason is null))
) strict, without rowid;

insert into payment (id, order_id, hub_id, transaction_id, method, amount_minor, currency, received_at, recorded_by,
    recorded_by_key)
select id, order_id, hub_id, transaction_id, method, amount_minor, currency, received_at, recorded_by,
    recorded_by_key
from payment_kept;
drop table payment_kept;
create index payment_by_order on payment (order_id);

-- Money that a hub paid back to the customer of an order; what of it had been paid beyond what the order came to.
create table repayment (
    id              blob primary key not null,
    order_id        blob not null references orders (id),
    hub_id          blob not null references enterprise (id),
    transaction_id  blob not null unique references ledger_transaction (id),
    method          text not null check (method in ('cash', 'bank-transfer')),
    amount_minor    integer not null,
    overpaid_minor  integer not null,
    currency        text not null check (length(currency) = 3),
    note            text,
    reverses_id     blob unique,
    repaid_at       integer not null,
    recorded_by     blob references user_account (id),
    recorded_by_key blob references api_key (id),
    check ((reverses_id is null and amount_minor > 0 and overpaid_minor >= 0 and overpaid_minor <= amount_minor)
        or (reverses_id is not null and amount_minor < 0 and overpaid_minor <= 0 and overpaid_minor >= amount_minor)),
    check (reverses_id is null or note is not null)
) strict, without rowid;

create index repayment_by_order on repayment (order_id);

-- What an order took again of a repayment that was reversed, part by part.
create table repayment_share (
    repayment_id blob not null references repayment (id),
    position     integer not null,
    hub_id       blob not null,
    order_id     blob not null,
    amount_minor integer not null check (amount_minor <> 0),
    primary key (repayment_id, position)
) strict, without rowid;

-- Money that a hub paid out to whom it is payable, on which day.
create table payout (
    id              blob primary key not null,
    hub_id          blob not null references enterprise (id),
    payee_id        blob not null references enterprise (id),
    transaction_id  blob not null unique references ledger_transaction (id),
    method          text not null check (method in ('cash', 'bank-transfer')),
    amount_minor    integer not null,
    currency        text not null check (length(currency) = 3),
    day             text not null check (length(day) = 10),
    note            text,
    reverses_id     blob unique,
    paid_at         integer not null,
    recorded_by     blob references user_account (id),
    recorded_by_key blob references api_key (id),
    check (hub_id <> payee_id),
    check ((reverses_id is null) = (amount_minor > 0)),
    check (reverses_id is null or note is not null)
) strict, without rowid;

create index payout_by_hub on payout (hub_id, id);
create index payout_by_payee on payout (payee_id, id);

-- What came in for a payee through a hub and was not paid out is kept beside the postings that it sums up.
create table hub_payable (
    hub_id        blob not null references enterprise (id),
    payee_id      blob not null references enterprise (id),
    currency      text not null check (length(currency) = 3),
    balance_minor integer not null,
    primary key (hub_id, payee_id, currency)
) strict, without rowid;

insert into hub_payable (hub_id, payee_id, currency, balance_minor)
select m.hub_id, m.payee_id, m.currency, cast(sum(m.amount) as integer) from (
    select p.hub_id as hub_id, p.to_holder as payee_id, t.currency as currency, p.amount_minor as amount
    from posting p join ledger_transaction t on t.id = p.transaction_id where p.to_kind = 'payable'
    union all
    select p.hub_id, p.from_holder, t.currency, -p.amount_minor
    from posting p join ledger_transaction t on t.id = p.transaction_id where p.from_kind = 'payable'
) m
group by m.hub_id, m.payee_id, m.currency;
