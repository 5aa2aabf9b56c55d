delete from change_log where subject_kind = 'voucher';

-- What knows of no vouchers counts what they took off among the hub's margin.
create table order_component_before (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'deposit')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    vat_regime      text check (vat_regime in ('liable', 'franchise', 'flat-rate-farmer')),
    primary key (order_id, position),
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null))
) strict, without rowid;

insert into order_component_before
select order_id, position, hub_id, case kind when 'voucher' then 'margin' else kind end, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, vat_regime
from order_component;

drop table order_component;
alter table order_component_before rename to order_component;

alter table cart drop column vouchers;
drop table voucher;

create table change_log_before (
    subject_id    blob not null,
    number        integer not null check (number > 0),
    at            integer not null,
    subject_kind  text not null check (subject_kind in (
        'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product',
        'variant', 'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member',
        'invitation', 'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method')),
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
insert into change_log_before (subject_id, number, at, subject_kind, part_id, direction, field, before_text, after_text,
    user_id, api_key_id, enterprise_id, item_id, member_id) select subject_id, number, at, subject_kind, part_id, direction, field, before_text, after_text,
    user_id, api_key_id, enterprise_id, item_id, member_id from change_log;
drop table change_log;
alter table change_log_before rename to change_log;
create index change_log_by_user on change_log (user_id) where user_id is not null;
create index change_log_by_member on change_log (member_id) where member_id is not null;
create index change_log_by_enterprise on change_log (enterprise_id, at, number) where enterprise_id is not null;
create index change_log_by_kind on change_log (enterprise_id, subject_kind, at, number) where enterprise_id is not null;
create index change_log_by_age on change_log (subject_kind, at);
