-- A payment that never came is reversed, money is paid back to customers and paid out to farms: each is a fact of its
-- own. A payout is of no order.
alter table ledger_transaction drop constraint ledger_transaction_cause_check;
alter table ledger_transaction add constraint ledger_transaction_cause_check
    check (cause in ('due', 'payment', 'return', 'change', 'repayment', 'payout', 'reversal'));
alter table ledger_transaction alter column order_id drop not null;
alter table ledger_transaction add constraint ledger_transaction_check
    check (order_id is not null or cause in ('payout', 'reversal'));

-- A reversal is a payment of less than nothing, which says what it reverses and why.
alter table payment drop constraint payment_amount_minor_check;
alter table payment add column reverses_id uuid unique;
alter table payment add column reason text;
alter table payment add constraint payment_check check ((reverses_id is null) = (amount_minor > 0));
alter table payment add constraint payment_check1 check ((reverses_id is null) = (reason is null));

-- Money that a hub paid back to the customer of an order; what of it had been paid beyond what the order came to.
create table repayment (
    id              uuid primary key not null,
    order_id        uuid not null references orders (id),
    hub_id          uuid not null references enterprise (id),
    transaction_id  uuid not null unique references ledger_transaction (id),
    method          text not null check (method in ('cash', 'bank-transfer')),
    amount_minor    bigint not null,
    overpaid_minor  bigint not null,
    currency        text not null check (length(currency) = 3),
    note            text,
    reverses_id     uuid unique,
    repaid_at       bigint not null,
    recorded_by     uuid references user_account (id),
    recorded_by_key uuid references api_key (id),
    check ((reverses_id is null and amount_minor > 0 and overpaid_minor >= 0 and overpaid_minor <= amount_minor)
        or (reverses_id is not null and amount_minor < 0 and overpaid_minor <= 0 and overpaid_minor >= amount_minor)),
    check (reverses_id is null or note is not null)
);

create index repayment_by_order on repayment (order_id);

-- What an order took again of a repayment that was reversed, part by part.
create table repayment_share (
    repayment_id uuid not null references repayment (id),
    position     bigint not null,
    hub_id       uuid not null,
    order_id     uuid not null,
    amount_minor bigint not null check (amount_minor <> 0),
    primary key (repayment_id, position)
);

-- Money that a hub paid out to whom it is payable, on which day.
create table payout (
    id              uuid primary key not null,
    hub_id          uuid not null references enterprise (id),
    payee_id        uuid not null references enterprise (id),
    transaction_id  uuid not null unique references ledger_transaction (id),
    method          text not null check (method in ('cash', 'bank-transfer')),
    amount_minor    bigint not null,
    currency        text not null check (length(currency) = 3),
    day             text not null check (length(day) = 10),
    note            text,
    reverses_id     uuid unique,
    paid_at         bigint not null,
    recorded_by     uuid references user_account (id),
    recorded_by_key uuid references api_key (id),
    check (hub_id <> payee_id),
    check ((reverses_id is null) = (amount_minor > 0)),
    check (reverses_id is null or note is not null)
);

create index payout_by_hub on payout (hub_id, id);
create index payout_by_payee on payout (payee_id, id);

-- What came in for a payee through a hub and was not paid out is kept beside the postings that it sums up.
create table hub_payable (
    hub_id        uuid not null references enterprise (id),
    payee_id      uuid not null references enterprise (id),
    currency      text not null check (length(currency) = 3),
    balance_minor bigint not null,
    primary key (hub_id, payee_id, currency)
);

insert into hub_payable (hub_id, payee_id, currency, balance_minor)
select m.hub_id, m.payee_id, m.currency, cast(sum(m.amount) as bigint) from (
    select p.hub_id as hub_id, p.to_holder as payee_id, t.currency as currency, p.amount_minor as amount
    from posting p join ledger_transaction t on t.id = p.transaction_id where p.to_kind = 'payable'
    union all
    select p.hub_id, p.from_holder, t.currency, -p.amount_minor
    from posting p join ledger_transaction t on t.id = p.transaction_id where p.from_kind = 'payable'
) m
group by m.hub_id, m.payee_id, m.currency;
