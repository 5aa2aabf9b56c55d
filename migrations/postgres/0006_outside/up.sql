-- What leaves for the outside world waits here, written with the change it tells of; and what was already done for a key.
create table outbox (
    id           uuid   primary key not null,
    kind         text not null check (kind in ('order-placed', 'harvest-sheet')),
    subject_id   uuid   not null,
    recipient_id uuid   not null,
    due_at       bigint not null,
    attempts     bigint not null check (attempts >= 0),
    sent_at      bigint,
    gave_up_at   bigint,
    last_error   text,
    check (sent_at is null or gave_up_at is null)
) with (fillfactor = 70);

create index outbox_waiting on outbox (due_at) where sent_at is null and gave_up_at is null;

create table idempotency (
    principal  uuid   not null,
    key        text not null,
    digest     bytea not null,
    status     bigint not null,
    body       text not null,
    created_at bigint not null,
    primary key (principal, key)
);

create index idempotency_by_age on idempotency (created_at);
