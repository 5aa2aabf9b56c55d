-- A person may sign in with what another installation knows of them; a sign-in that has begun there waits here for its end.
create table open_id_account (
    issuer     text    not null,
    subject    text    not null,
    user_id    blob not null references user_account (id),
    created_at integer not null,
    primary key (issuer, subject)
) strict, without rowid;

create index open_id_account_by_user on open_id_account (user_id);

create table open_id_sign_in (
    state_hash blob primary key not null,
    nonce      text    not null,
    verifier   text    not null,
    expires_at integer not null
) strict, without rowid;

create index open_id_sign_in_by_age on open_id_sign_in (expires_at);
