drop table deposit_return_line;
drop table deposit_return;

-- What knows of no deposits counts them among the goods; what was paid back for packaging is not known any more.
delete from posting where transaction_id in (select id from ledger_transaction where cause = 'return');

create table posting_old (
    transaction_id blob   not null references ledger_transaction (id),
    position       integer not null,
    hub_id         blob   not null,
    from_kind      text not null check (from_kind in ('order', 'earned', 'payable', 'till')),
    from_holder    blob   not null,
    to_kind        text not null check (to_kind in ('order', 'earned', 'payable', 'till')),
    to_holder      blob   not null,
    amount_minor   integer not null check (amount_minor > 0),
    primary key (transaction_id, position),
    check (from_kind <> to_kind or from_holder <> to_holder)
) strict, without rowid;

insert into posting_old
select transaction_id, position, hub_id,
    case from_kind when 'deposit-due' then 'earned' when 'deposit' then 'payable' else from_kind end, from_holder,
    case to_kind when 'deposit-due' then 'earned' when 'deposit' then 'payable' else to_kind end, to_holder, amount_minor
from posting;

drop table posting;
alter table posting_old rename to posting;
create index posting_by_from on posting (from_holder, from_kind);
create index posting_by_to on posting (to_holder, to_kind);

pragma defer_foreign_keys = on;

create table ledger_transaction_kept (
    id       blob    primary key not null,
    hub_id   blob    not null,
    cause    text    not null,
    order_id blob    not null,
    currency text    not null,
    at       integer not null
) strict, without rowid;

insert into ledger_transaction_kept
select id, hub_id, cause, order_id, currency, at from ledger_transaction where cause <> 'return';
drop table ledger_transaction;

create table ledger_transaction (
    id       blob   primary key not null,
    hub_id   blob   not null references enterprise (id),
    cause    text not null check (cause in ('due', 'payment')),
    order_id blob   not null references orders (id),
    currency text not null check (length(currency) = 3),
    at       integer not null
) strict, without rowid;

insert into ledger_transaction select id, hub_id, cause, order_id, currency, at from ledger_transaction_kept;
drop table ledger_transaction_kept;
create index ledger_transaction_by_order on ledger_transaction (order_id);

create table order_component_old (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'item-fee', 'order-fee')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    primary key (order_id, position),
    check ((kind <> 'goods') = (fee_id is not null))
) strict, without rowid;

insert into order_component_old
select order_id, position, hub_id, case kind when 'deposit' then 'goods' else kind end, payee_id, fee_id, label,
    amount_minor, allocated_minor, tax_millionths, tax_minor
from order_component;

drop table order_component;
alter table order_component_old rename to order_component;

alter table order_line drop column deposit_tax_minor;
alter table order_line drop column deposit_tax_millionths;
alter table order_line drop column deposit_minor;
alter table variant drop column deposit_kind;
