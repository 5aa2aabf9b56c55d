drop table webhook_delivery;
drop table webhook;
drop table event_feed;
drop table event;
delete from outbox where kind = 'webhook-paused';
delete from change_log where subject_kind = 'webhook';

create table change_log_before (
    subject_id    blob not null,
    number        integer not null check (number > 0),
    at            integer not null,
    subject_kind  text not null check (subject_kind in (
        'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product',
        'variant', 'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member',
        'invitation', 'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method',
        'voucher', 'tax-zone')),
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
    user_id, api_key_id, enterprise_id, item_id, member_id)
select subject_id, number, at, subject_kind, part_id, direction, field, before_text, after_text,
    user_id, api_key_id, enterprise_id, item_id, member_id from change_log;
drop table change_log;
alter table change_log_before rename to change_log;
create index change_log_by_user on change_log (user_id) where user_id is not null;
create index change_log_by_member on change_log (member_id) where member_id is not null;
create index change_log_by_enterprise on change_log (enterprise_id, at, number) where enterprise_id is not null;
create index change_log_by_kind on change_log (enterprise_id, subject_kind, at, number) where enterprise_id is not null;
create index change_log_by_age on change_log (subject_kind, at);
