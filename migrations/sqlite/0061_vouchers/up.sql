-- A hub takes something off the orders of whoever names a code.
create table voucher (
    id             blob    primary key not null,
    hub_id         blob    not null references enterprise (id),
    code           text    not null,
    code_key       text    not null,
    amount_minor   integer check (amount_minor > 0),
    currency       text,
    millionths     integer check (millionths > 0 and millionths <= 1000000),
    from_at        integer,
    until_at       integer,
    max_uses       integer check (max_uses > 0),
    max_uses_each  integer check (max_uses_each > 0),
    combines       integer not null,
    retired_at     integer,
    version        integer not null check (version > 0),
    check ((amount_minor is null) <> (millionths is null)),
    check ((amount_minor is null) = (currency is null)),
    check (from_at < until_at)
) strict, without rowid;

-- A code is one voucher of its hub for ever, so that no leaflet takes off what another was printed for.
create unique index voucher_by_code on voucher (hub_id, code_key);

-- Those that a basket is to use, in the order they were named.
alter table cart add column vouchers text;

-- What one takes off is a part of the order.
create table order_component_next (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'voucher', 'deposit')),
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
    check (kind <> 'voucher' or amount_minor < 0)
) strict, without rowid;

insert into order_component_next
select order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, vat_regime, null
from order_component;

drop table order_component;
alter table order_component_next rename to order_component;

-- The orders that used one are counted, where it is for a number of them.
create index order_component_by_voucher on order_component (voucher_id, order_id) where voucher_id is not null;

-- Who changed one is known.
create table change_log_next (
    subject_id    blob not null,
    number        integer not null check (number > 0),
    at            integer not null,
    subject_kind  text not null check (subject_kind in (
        'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product',
        'variant', 'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member',
        'invitation', 'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method',
        'voucher')),
    part_id       blob references enterprise (id),
    direction     text check (direction in ('incoming', 'outgoing')),
    field         text not null,
    before_text   text,
    after_text    text,
    user_id       blob references user_account (id),
    api_key_id    blob references api_key (id),
    enterprise_id blob references enterprise (id),
    item_id       blob,
    member_id     blob references user_account (id),
    primary key (subject_id, number),
    check (before_text is not null or after_text is not null)
) strict, without rowid;
insert into change_log_next (subject_id, number, at, subject_kind, part_id, direction, field, before_text, after_text,
    user_id, api_key_id, enterprise_id, item_id, member_id) select subject_id, number, at, subject_kind, part_id, direction, field, before_text, after_text,
    user_id, api_key_id, enterprise_id, item_id, member_id from change_log;
drop table change_log;
alter table change_log_next rename to change_log;
create index change_log_by_user on change_log (user_id) where user_id is not null;
create index change_log_by_member on change_log (member_id) where member_id is not null;
create index change_log_by_enterprise on change_log (enterprise_id, at, number) where enterprise_id is not null;
create index change_log_by_kind on change_log (enterprise_id, subject_kind, at, number) where enterprise_id is not null;
create index change_log_by_age on change_log (subject_kind, at);
