-- A hub takes something off the orders of whoever names a code.
create table voucher (
    id             uuid    primary key not null,
    hub_id         uuid    not null references enterprise (id),
    code           text    not null,
    code_key       text    not null,
    amount_minor   bigint check (amount_minor > 0),
    currency       text,
    millionths     bigint check (millionths > 0 and millionths <= 1000000),
    from_at        bigint,
    until_at       bigint,
    max_uses       bigint check (max_uses > 0),
    max_uses_each  bigint check (max_uses_each > 0),
    combines       boolean not null,
    retired_at     bigint,
    version        bigint not null check (version > 0),
    check ((amount_minor is null) <> (millionths is null)),
    check ((amount_minor is null) = (currency is null)),
    check (from_at < until_at)
);

-- A code is one voucher of its hub for ever, so that no leaflet takes off what another was printed for.
create unique index voucher_by_code on voucher (hub_id, code_key);

-- Those that a basket is to use, in the order they were named.
alter table cart add column vouchers text;

-- What one takes off is a part of the order.
alter table order_component add column voucher_id uuid references voucher (id);
alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'voucher', 'deposit'));
alter table order_component add constraint order_component_voucher_check
    check ((kind = 'voucher') = (voucher_id is not null));
alter table order_component add constraint order_component_voucher_amount_check
    check (kind <> 'voucher' or amount_minor < 0);

-- The orders that used one are counted, where it is for a number of them.
create index order_component_by_voucher on order_component (voucher_id, order_id) where voucher_id is not null;

-- Who changed one is known.
alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check check (subject_kind in (
    'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product', 'variant',
    'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member', 'invitation',
    'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method', 'voucher'));
