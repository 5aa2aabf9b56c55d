-- Money moves by postings, each with two ends; a transaction is a list of them and never changes.
create table ledger_transaction (
    id       uuid   primary key not null,
    hub_id   uuid   not null references enterprise (id),
    cause    text not null check (cause in ('due', 'payment')),
    order_id uuid   not null references orders (id),
    currency text not null check (length(currency) = 3),
    at       bigint not null
);

create index ledger_transaction_by_order on ledger_transaction (order_id);

create table posting (
    transaction_id uuid   not null references ledger_transaction (id),
    position       bigint not null,
    hub_id         uuid   not null,
    from_kind      text not null check (from_kind in ('order', 'earned', 'payable', 'till')),
    from_holder    uuid   not null,
    to_kind        text not null check (to_kind in ('order', 'earned', 'payable', 'till')),
    to_holder      uuid   not null,
    amount_minor   bigint not null check (amount_minor > 0),
    primary key (transaction_id, position),
    check (from_kind <> to_kind or from_holder <> to_holder)
);

create index posting_by_from on posting (from_holder, from_kind);
create index posting_by_to on posting (to_holder, to_kind);

-- A payment that came in, and how it was shared over the order's components.
create table payment (
    id             uuid   primary key not null,
    order_id       uuid   not null references orders (id),
    hub_id         uuid   not null references enterprise (id),
    transaction_id uuid   not null unique references ledger_transaction (id),
    method         text not null check (method in ('cash', 'bank-transfer')),
    amount_minor   bigint not null check (amount_minor > 0),
    currency       text not null check (length(currency) = 3),
    received_at    bigint not null,
    recorded_by    uuid   references user_account (id)
);

create index payment_by_order on payment (order_id);

create table payment_share (
    payment_id   uuid not null references payment (id),
    position     bigint not null,
    hub_id       uuid not null,
    order_id     uuid not null,
    amount_minor bigint not null check (amount_minor <> 0),
    primary key (payment_id, position)
);
