-- A person proves that an address is theirs, is signed in on several devices, and is invited to act for enterprises.
alter table user_account add column language text not null default 'fr' check (language in ('fr', 'en'));
alter table user_account add column confirmed_at integer;

create table session_next (
    token_hash blob primary key not null,
    user_id    blob   not null references user_account (id),
    created_at integer not null,
    expires_at integer not null,
    id         blob   not null unique,
    device     text,
    seen_at    integer not null,
    check (created_at < expires_at)
) strict, without rowid;

insert into session_next
select token_hash, user_id, created_at, expires_at, randomblob(16), null, created_at from session;
drop table session;
alter table session_next rename to session;
create index session_by_user on session (user_id, created_at);
create index session_by_end on session (expires_at);

-- A link that is mailed to an address and proves that whoever follows it reads there. Its secret is made as the letter is
-- written; a hash is all that is kept. A sign-up leaves here what was chosen with it until the address is confirmed.
create table account_link (
    id            blob   primary key not null,
    purpose       text not null check (purpose in ('confirm', 'reset')),
    email         text not null,
    name          text,
    password_hash text,
    secret_hash   blob unique,
    created_at    integer not null,
    expires_at    integer not null,
    check ((name is null) = (password_hash is null)),
    check (created_at < expires_at)
) strict, without rowid;

create index account_link_by_email on account_link (email, purpose);
create index account_link_by_end on account_link (expires_at);

-- Somebody is asked to act for an enterprise in a role, which is one that a membership may have.
create table invitation (
    id            blob   primary key not null,
    enterprise_id blob   not null references enterprise (id),
    email         text not null,
    role          text not null,
    language      text not null check (language in ('fr', 'en')),
    invited_by    blob   references user_account (id),
    secret_hash   blob unique,
    created_at    integer not null,
    expires_at    integer not null,
    unique (enterprise_id, email),
    check (created_at < expires_at)
) strict, without rowid;

create index invitation_by_end on invitation (expires_at);

-- How often something was tried of late that is not to be tried often; what and by whom is told by a hash only.
create table attempt (
    key_hash blob primary key not null,
    made     integer not null check (made >= 0),
    ends_at  integer not null
) strict, without rowid;

create index attempt_by_end on attempt (ends_at);

-- The letters of accounts and invitations wait in the outbox like every other; which kinds there are, the program knows.
create table outbox_next (
    id           blob   primary key not null,
    kind         text not null,
    subject_id   blob   not null,
    recipient_id blob   not null,
    due_at       integer not null,
    attempts     integer not null check (attempts >= 0),
    sent_at      integer,
    gave_up_at   integer,
    last_error   text,
    check (sent_at is null or gave_up_at is null)
) strict, without rowid;

insert into outbox_next
select id, kind, subject_id, recipient_id, due_at, attempts, sent_at, gave_up_at, last_error from outbox;
drop table outbox;
alter table outbox_next rename to outbox;
create index outbox_waiting on outbox (due_at) where sent_at is null and gave_up_at is null;
