-- What an order was priced on beside its lines, and when the last of what was in it was cancelled.
alter table orders add column terms text;
alter table orders add column cancelled_at integer;

-- A voucher takes nothing off where nothing is left.
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
    check (kind <> 'voucher' or amount_minor <= 0),
    check (kind <> 'tax' or tax_minor = amount_minor)
) strict, without rowid;

insert into order_component_next
select order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, vat_regime, voucher_id
from order_component;

drop table order_component;
alter table order_component_next rename to order_component;
create index order_component_by_voucher on order_component (voucher_id, order_id) where voucher_id is not null;

-- A change of an order moves what was due and what came in.
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

-- A change of a placed order: why, and from what to what.
create table order_change (
    id             blob primary key not null,
    order_id       blob not null references orders (id),
    hub_id         blob not null references enterprise (id),
    cause          text not null check (cause in ('minimum')),
    was_due        integer not null,
    before_minor   integer not null check (before_minor >= 0),
    after_minor    integer not null check (after_minor >= 0),
    transaction_id blob unique references ledger_transaction (id),
    at             integer not null
) strict, without rowid;

create index order_change_by_order on order_change (order_id, at);

-- What was in an order before a change of it, and whose its parts were: each change keeps what it replaced.
create table order_line_before (
    change_id blob not null references order_change (id),
    order_id blob not null,
    position integer not null,
    hub_id blob not null,
    variant_id blob not null,
    producer_id blob not null,
    supply_id blob not null,
    product_name text not null,
    label text not null,
    storage text not null,
    dimension text not null,
    quantity integer not null,
    draw_milli integer not null,
    taken_milli integer not null,
    price_minor integer not null,
    goods_minor integer not null,
    fees_minor integer not null,
    tax_millionths integer not null,
    tax_minor integer not null,
    quota_id blob,
    deposit_minor integer,
    deposit_tax_millionths integer,
    deposit_tax_minor integer,
    withdrawal text,
    owner_id blob,
    producer_price_minor integer,
    margin_minor integer not null,
    margin_tax_millionths integer not null,
    margin_tax_minor integer not null,
    deposits_tax_minor integer,
    bundle_position integer,
    primary key (change_id, position)
) strict, without rowid;

create index order_line_before_by_order on order_line_before (order_id);

create table order_bundle_before (
    change_id blob not null references order_change (id),
    order_id blob not null,
    position integer not null,
    hub_id blob not null,
    variant_id blob not null,
    seller_id blob not null,
    supply_id blob not null,
    product_name text not null,
    label text not null,
    quantity integer not null,
    taken_milli integer not null,
    quota_id blob,
    price_minor integer not null,
    primary key (change_id, position)
) strict, without rowid;

create index order_bundle_before_by_order on order_bundle_before (order_id);

create table order_component_before (
    change_id blob not null references order_change (id),
    order_id blob not null,
    position integer not null,
    hub_id blob not null,
    kind text not null,
    payee_id blob not null,
    fee_id blob,
    label text not null,
    amount_minor integer not null,
    allocated_minor integer not null,
    tax_millionths integer not null,
    tax_minor integer not null,
    vat_regime text,
    voucher_id blob,
    primary key (change_id, position)
) strict, without rowid;

create index order_component_before_by_order on order_component_before (order_id);

-- What a change moved of what had come in between the parts of its order.
create table change_share (
    change_id    blob not null references order_change (id),
    position     integer not null,
    hub_id       blob not null,
    order_id     blob not null,
    amount_minor integer not null check (amount_minor <> 0),
    primary key (change_id, position)
) strict, without rowid;

-- From which sum on a producer delivers: below it, what was ordered of it is cancelled at its cut-off.
alter table exchange add column minimum_minor integer check (minimum_minor > 0);
alter table exchange add column minimum_currency text check (length(minimum_currency) = 3);
