-- What knows of no changes has each order as it stands: its check of the books finds what changes moved, and takes it for a fault.
alter table exchange drop column minimum_currency;
alter table exchange drop column minimum_minor;
drop table change_share;
drop table order_component_before;
drop table order_bundle_before;
drop table order_line_before;
drop table order_change;

create table order_component_next (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'tax', 'voucher', 'deposit')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    vat_regime      text check (vat_regime in ('liable', 'franchise', 'flat-rate-farmer')),
    voucher_id      blob   references voucher (id),
    primary key (order_id, position),
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null)),
    check ((kind = 'voucher') = (voucher_id is not null)),
    check (kind <> 'voucher' or amount_minor < 0),
    check (kind <> 'tax' or tax_minor = amount_minor)
) strict, without rowid;

insert into order_component_next
select order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, vat_regime, voucher_id
from order_component
where kind <> 'voucher' or amount_minor < 0;

drop table order_component;
alter table order_component_next rename to order_component;
create index order_component_by_voucher on order_component (voucher_id, order_id) where voucher_id is not null;

-- Other tables refer to transactions: they wait for them until all is done.
pragma defer_foreign_keys = on;

create table ledger_transaction_kept (
    id       blob    primary key not null,
    hub_id   blob    not null,
    cause    text    not null,
    order_id blob    not null,
    currency text    not null,
    at       integer not null
) strict, without rowid;

insert into ledger_transaction_kept select id, hub_id,
    case cause when 'change' then 'return' else cause end, order_id, currency, at from ledger_transaction;
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

alter table orders drop column cancelled_at;
alter table orders drop column terms;
