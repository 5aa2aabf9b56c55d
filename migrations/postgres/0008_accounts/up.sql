-- A person proves that an address is theirs, is signed in on several devices, and is invited to act for enterprises.
alter table user_account add column language text not null default 'fr' check (language in ('fr', 'en'));
alter table user_account add column confirmed_at bigint;

alter table session add column id uuid not null default gen_random_uuid() unique;
alter table session add column device text;
alter table session add column seen_at bigint;
update session set seen_at = created_at;
alter table session alter column seen_at set not null;
alter table session alter column id drop default;
create index session_by_user on session (user_id, created_at);
create index session_by_end on session (expires_at);

-- A link that is mailed to an address and proves that whoever follows it reads there. Its secret is made as the letter is
-- written; a hash is all that is kept. A sign-up leaves here what was chosen with it until the address is confirmed.
create table account_link (
    id            uuid   primary key not null,
    purpose       text not null check (purpose in ('confirm', 'reset')),
    email         text not null,
    name          text,
    password_hash text,
    secret_hash   bytea unique,
    created_at    bigint not null,
    expires_at    bigint not null,
    check ((name is null) = (password_hash is null)),
    check (created_at < expires_at)
);

create index account_link_by_email on account_link (email, purpose);
create index account_link_by_end on account_link (expires_at);

-- Somebody is asked to act for an enterprise in a role, which is one that a membership may have.
create table invitation (
    id            uuid   primary key not null,
    enterprise_id uuid   not null references enterprise (id),
    email         text not null,
    role          text not null,
    language      text not null check (language in ('fr', 'en')),
    invited_by    uuid   references user_account (id),
    secret_hash   bytea unique,
    created_at    bigint not null,
    expires_at    bigint not null,
    unique (enterprise_id, email),
    check (created_at < expires_at)
);

create index invitation_by_end on invitation (expires_at);

-- How often something was tried of late that is not to be tried often; what and by whom is told by a hash only.
create table attempt (
    key_hash bytea primary key not null,
    made     bigint not null check (made >= 0),
    ends_at  bigint not null
) with (fillfactor = 70);

create index attempt_by_end on attempt (ends_at);

-- The letters of accounts and invitations wait in the outbox like every other; which kinds there are, the program knows.
alter table outbox drop constraint outbox_kind_check;
