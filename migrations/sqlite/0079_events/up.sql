-- What happened, as programs are told it. An event is written with what happened, and numbered once that transaction is over: nobody
-- who reads by numbers goes past one that is written before another and seen after it. Its hub, or whoever it is of, is there: it is
-- written beside rows that refer to it.
create table event (
    subject_id    blob not null,
    enterprise_id blob not null,
    at            integer not null,
    kind          text not null,
    facts         text not null,
    number        integer check (number > 0),
    primary key (subject_id, enterprise_id, at)
) strict, without rowid;

create unique index event_by_number on event (enterprise_id, number) where number is not null;
create index event_without_number on event (enterprise_id, at) where number is null;

-- How far the events of an enterprise are numbered.
create table event_feed (
    enterprise_id blob primary key not null references enterprise (id),
    last_number   integer not null check (last_number >= 0)
) strict, without rowid;

-- An address that is sent the events of an enterprise, one after the other. What they are signed with is kept as it is: no signature
-- can be made of less.
create table webhook (
    id              blob primary key not null,
    enterprise_id   blob not null references enterprise (id),
    url             text not null,
    kinds           text not null,
    secret          text not null,
    previous_secret text,
    previous_until  integer,
    created_at      integer not null,
    set_by          blob references user_account (id),
    cursor_number   integer not null check (cursor_number >= 0),
    attempts        integer not null check (attempts >= 0),
    due_at          integer not null,
    failing_since   integer,
    paused_at       integer,
    pause           text check (pause in ('asked', 'failing', 'setter-left')),
    lease_id        blob,
    leased_until    integer,
    check ((previous_secret is null) = (previous_until is null)),
    check ((paused_at is null) = (pause is null)),
    check ((lease_id is null) = (leased_until is null))
) strict, without rowid;

create index webhook_by_enterprise on webhook (enterprise_id, created_at);
create index webhook_by_setter on webhook (set_by) where set_by is not null;
create index webhook_by_turn on webhook (due_at) where paused_at is null;

-- What became of each try to tell a webhook something.
create table webhook_delivery (
    id           blob primary key not null,
    webhook_id   blob not null references webhook (id),
    number       integer,
    kind         text not null,
    attempt      integer not null check (attempt > 0),
    at           integer not null,
    milliseconds integer not null check (milliseconds >= 0),
    status       integer,
    failure      text
) strict, without rowid;

create index webhook_delivery_by_webhook on webhook_delivery (webhook_id, id);
create index webhook_delivery_by_age on webhook_delivery (at);

-- Who set a webhook, and where it leads, is known.
create table change_log_next (
    subject_id    blob not null,
    number        integer not null check (number > 0),
    at            integer not null,
    subject_kind  text not null check (subject_kind in (
        'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product',
        'variant', 'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member',
        'invitation', 'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method',
        'voucher', 'tax-zone', 'webhook')),
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
    user_id, api_key_id, enterprise_id, item_id, member_id)
select subject_id, number, at, subject_kind, part_id, direction, field, before_text, after_text,
    user_id, api_key_id, enterprise_id, item_id, member_id from change_log;
drop table change_log;
alter table change_log_next rename to change_log;
create index change_log_by_user on change_log (user_id) where user_id is not null;
create index change_log_by_member on change_log (member_id) where member_id is not null;
create index change_log_by_enterprise on change_log (enterprise_id, at, number) where enterprise_id is not null;
create index change_log_by_kind on change_log (enterprise_id, subject_kind, at, number) where enterprise_id is not null;
create index change_log_by_age on change_log (subject_kind, at);
