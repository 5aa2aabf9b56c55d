-- A deposit is paid for packaging apart from the price, stands apart in every order and in the books, and is paid back when the packaging returns.
alter table variant add column deposit_kind text not null default 'container'
    check (deposit_kind in ('container', 'transport-aid'));

-- What is paid for the packaging of one item, and the tax in it; nothing where there is no deposit.
alter table order_line add column deposit_minor integer check (deposit_minor > 0);
alter table order_line add column deposit_tax_millionths integer
    check ((deposit_tax_millionths is null) = (deposit_minor is null));
alter table order_line add column deposit_tax_minor integer
    check ((deposit_tax_minor is null) = (deposit_minor is null));

create table order_component_new (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'item-fee', 'order-fee', 'deposit')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    primary key (order_id, position),
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null))
) strict, without rowid;

insert into order_component_new
select order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths, tax_minor
from order_component;

drop table order_component;
alter table order_component_new rename to order_component;

-- Packaging that returns is a cause of its own. Other tables refer to transactions: they wait for them until all is done.
pragma defer_foreign_keys = on;

create table ledger_transaction_kept (
    id       blob    primary key not null,
    hub_id   blob    not null,
    cause    text    not null,
    order_id blob    not null,
    currency text    not null,
    at       integer not null
) strict, without rowid;

insert into ledger_transaction_kept select id, hub_id, cause, order_id, currency, at from ledger_transaction;
drop table ledger_transaction;

create table ledger_transaction (
    id       blob   primary key not null,
    hub_id   blob   not null references enterprise (id),
    cause    text not null check (cause in ('due', 'payment', 'return')),
    order_id blob   not null references orders (id),
    currency text not null check (length(currency) = 3),
    at       integer not null
) strict, without rowid;

insert into ledger_transaction select id, hub_id, cause, order_id, currency, at from ledger_transaction_kept;
drop table ledger_transaction_kept;
create index ledger_transaction_by_order on ledger_transaction (order_id);

-- Deposits stand in accounts of their own, and so does what is to be paid back to a customer.
create table posting_new (
    transaction_id blob   not null references ledger_transaction (id),
    position       integer not null,
    hub_id         blob   not null,
    from_kind      text not null
        check (from_kind in ('order', 'earned', 'payable', 'deposit-due', 'deposit', 'refund', 'till')),
    from_holder    blob   not null,
    to_kind        text not null
        check (to_kind in ('order', 'earned', 'payable', 'deposit-due', 'deposit', 'refund', 'till')),
    to_holder      blob   not null,
    amount_minor   integer not null check (amount_minor > 0),
    primary key (transaction_id, position),
    check (from_kind <> to_kind or from_holder <> to_holder)
) strict, without rowid;

insert into posting_new
select transaction_id, position, hub_id, from_kind, from_holder, to_kind, to_holder, amount_minor from posting;

drop table posting;
alter table posting_new rename to posting;
create index posting_by_from on posting (from_holder, from_kind);
create index posting_by_to on posting (to_holder, to_kind);

-- Packaging of an order that came back, who says so, and what is paid back for it.
create table deposit_return (
    id              blob    primary key not null,
    order_id        blob    not null references orders (id),
    hub_id          blob    not null references enterprise (id),
    transaction_id  blob    not null unique references ledger_transaction (id),
    currency        text    not null check (length(currency) = 3),
    returned_at     integer not null,
    recorded_by     blob    references user_account (id),
    recorded_by_key blob    references api_key (id)
) strict, without rowid;

create index deposit_return_by_order on deposit_return (order_id);

create table deposit_return_line (
    return_id     blob    not null references deposit_return (id),
    line_position integer not null,
    hub_id        blob    not null,
    order_id      blob    not null,
    quantity      integer not null check (quantity > 0),
    amount_minor  integer not null check (amount_minor > 0),
    tax_minor     integer not null,
    primary key (return_id, line_position)
) strict, without rowid;

create index deposit_return_line_by_order on deposit_return_line (order_id);
