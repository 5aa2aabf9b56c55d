-- What an order was priced on beside its lines, and when the last of what was in it was cancelled.
alter table orders add column terms text;
alter table orders add column cancelled_at bigint;

-- A voucher takes nothing off where nothing is left.
alter table order_component drop constraint order_component_voucher_amount_check;
alter table order_component add constraint order_component_voucher_amount_check
    check (kind <> 'voucher' or amount_minor <= 0);

-- A change of an order moves what was due and what came in.
alter table ledger_transaction drop constraint ledger_transaction_cause_check;
alter table ledger_transaction add constraint ledger_transaction_cause_check
    check (cause in ('due', 'payment', 'return', 'change'));

-- A change of a placed order: why, and from what to what.
create table order_change (
    id             uuid primary key not null,
    order_id       uuid not null references orders (id),
    hub_id         uuid not null references enterprise (id),
    cause          text not null check (cause in ('minimum')),
    was_due        boolean not null,
    before_minor   bigint not null check (before_minor >= 0),
    after_minor    bigint not null check (after_minor >= 0),
    transaction_id uuid unique references ledger_transaction (id),
    at             bigint not null
);

create index order_change_by_order on order_change (order_id, at);

-- What was in an order before a change of it, and whose its parts were: each change keeps what it replaced.
create table order_line_before (
    change_id uuid not null references order_change (id),
    order_id uuid not null,
    position bigint not null,
    hub_id uuid not null,
    variant_id uuid not null,
    producer_id uuid not null,
    supply_id uuid not null,
    product_name text not null,
    label text not null,
    storage text not null,
    dimension text not null,
    quantity bigint not null,
    draw_milli bigint not null,
    taken_milli bigint not null,
    price_minor bigint not null,
    goods_minor bigint not null,
    fees_minor bigint not null,
    tax_millionths bigint not null,
    tax_minor bigint not null,
    quota_id uuid,
    deposit_minor bigint,
    deposit_tax_millionths bigint,
    deposit_tax_minor bigint,
    withdrawal text,
    owner_id uuid,
    producer_price_minor bigint,
    margin_minor bigint not null,
    margin_tax_millionths bigint not null,
    margin_tax_minor bigint not null,
    deposits_tax_minor bigint,
    bundle_position bigint,
    primary key (change_id, position)
);

create index order_line_before_by_order on order_line_before (order_id);

create table order_bundle_before (
    change_id uuid not null references order_change (id),
    order_id uuid not null,
    position bigint not null,
    hub_id uuid not null,
    variant_id uuid not null,
    seller_id uuid not null,
    supply_id uuid not null,
    product_name text not null,
    label text not null,
    quantity bigint not null,
    taken_milli bigint not null,
    quota_id uuid,
    price_minor bigint not null,
    primary key (change_id, position)
);

create index order_bundle_before_by_order on order_bundle_before (order_id);

create table order_component_before (
    change_id uuid not null references order_change (id),
    order_id uuid not null,
    position bigint not null,
    hub_id uuid not null,
    kind text not null,
    payee_id uuid not null,
    fee_id uuid,
    label text not null,
    amount_minor bigint not null,
    allocated_minor bigint not null,
    tax_millionths bigint not null,
    tax_minor bigint not null,
    vat_regime text,
    voucher_id uuid,
    primary key (change_id, position)
);

create index order_component_before_by_order on order_component_before (order_id);

-- What a change moved of what had come in between the parts of its order.
create table change_share (
    change_id    uuid not null references order_change (id),
    position     bigint not null,
    hub_id       uuid not null,
    order_id     uuid not null,
    amount_minor bigint not null check (amount_minor <> 0),
    primary key (change_id, position)
);

-- From which sum on a producer delivers: below it, what was ordered of it is cancelled at its cut-off.
alter table exchange add column minimum_minor bigint check (minimum_minor > 0);
alter table exchange add column minimum_currency text check (length(minimum_currency) = 3);
