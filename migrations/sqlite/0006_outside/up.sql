-- What leaves for the outside world waits here, written with the change it tells of; and what was already done for a key.
create table outbox (
    id           blob   primary key not null,
    kind         text not null check (kind in ('order-placed', 'harvest-sheet')),
    subject_id   blob   not null,
    recipient_id blob   not null,
    due_at       integer not null,
    attempts     integer not null check (attempts >= 0),
    sent_at      integer,
    gave_up_at   integer,
    last_error   text,
    check (sent_at is null or gave_up_at is null)
) strict, without rowid;

create index outbox_waiting on outbox (due_at) where sent_at is null and gave_up_at is null;

create table idempotency (
    principal  blob   not null,
    key        text not null,
    digest     blob not null,
    status     integer not null,
    body       text not null,
    created_at integer not null,
    primary key (principal, key)
) strict, without rowid;

create index idempotency_by_age on idempotency (created_at);
