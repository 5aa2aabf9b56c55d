create table outbox_before (
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

insert into outbox_before
select id, kind, subject_id, recipient_id, due_at, attempts, sent_at, gave_up_at, last_error from outbox
where kind in ('order-placed', 'harvest-sheet');
drop table outbox;
alter table outbox_before rename to outbox;
create index outbox_waiting on outbox (due_at) where sent_at is null and gave_up_at is null;

drop table attempt;
drop table invitation;
drop table account_link;

create table session_before (
    token_hash blob primary key not null,
    user_id    blob   not null references user_account (id),
    created_at integer not null,
    expires_at integer not null,
    check (created_at < expires_at)
) strict, without rowid;

insert into session_before select token_hash, user_id, created_at, expires_at from session;
drop table session;
alter table session_before rename to session;

alter table user_account drop column confirmed_at;
alter table user_account drop column language;
