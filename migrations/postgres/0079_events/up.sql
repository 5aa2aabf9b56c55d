-- What happened, as programs are told it. An event is written with what happened, and numbered once that transaction is over: nobody
-- who reads by numbers goes past one that is written before another and seen after it. Its hub, or whoever it is of, is there: it is
-- written beside rows that refer to it.
create table event (
    subject_id    uuid not null,
    enterprise_id uuid not null,
    at            bigint not null,
    kind          text not null,
    facts         text not null,
    number        bigint check (number > 0),
    primary key (subject_id, enterprise_id, at)
);

create unique index event_by_number on event (enterprise_id, number) where number is not null;
create index event_without_number on event (enterprise_id, at) where number is null;

-- How far the events of an enterprise are numbered.
create table event_feed (
    enterprise_id uuid primary key not null references enterprise (id),
    last_number   bigint not null check (last_number >= 0)
);

-- An address that is sent the events of an enterprise, one after the other. What they are signed with is kept as it is: no signature
-- can be made of less.
create table webhook (
    id              uuid primary key not null,
    enterprise_id   uuid not null references enterprise (id),
    url             text not null,
    kinds           text not null,
    secret          text not null,
    previous_secret text,
    previous_until  bigint,
    created_at      bigint not null,
    set_by          uuid references user_account (id),
    cursor_number   bigint not null check (cursor_number >= 0),
    attempts        bigint not null check (attempts >= 0),
    due_at          bigint not null,
    failing_since   bigint,
    paused_at       bigint,
    pause           text check (pause in ('asked', 'failing', 'setter-left')),
    lease_id        uuid,
    leased_until    bigint,
    check ((previous_secret is null) = (previous_until is null)),
    check ((paused_at is null) = (pause is null)),
    check ((lease_id is null) = (leased_until is null))
);

create index webhook_by_enterprise on webhook (enterprise_id, created_at);
create index webhook_by_setter on webhook (set_by) where set_by is not null;
create index webhook_by_turn on webhook (due_at) where paused_at is null;

-- What became of each try to tell a webhook something.
create table webhook_delivery (
    id           uuid primary key not null,
    webhook_id   uuid not null references webhook (id),
    number       bigint,
    kind         text not null,
    attempt      bigint not null check (attempt > 0),
    at           bigint not null,
    milliseconds bigint not null check (milliseconds >= 0),
    status       bigint,
    failure      text
);

create index webhook_delivery_by_webhook on webhook_delivery (webhook_id, id);
create index webhook_delivery_by_age on webhook_delivery (at);

-- Who set a webhook, and where it leads, is known.
alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check check (subject_kind in (
        'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product',
        'variant', 'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member',
        'invitation', 'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method',
        'voucher', 'tax-zone', 'webhook'));
