-- A person signs in and acts for enterprises: farms that produce, hubs that sell, or both.
create table user_account (
    id            uuid      primary key not null,
    email         text    not null unique,
    name          text    not null,
    password_hash text    not null,
    created_at    bigint not null
);

create table session (
    token_hash bytea primary key not null,
    user_id    uuid   not null references user_account (id),
    created_at bigint not null,
    expires_at bigint not null,
    check (created_at < expires_at)
);

create table enterprise (
    id          uuid   primary key not null,
    slug        text collate "C" not null unique,
    name        text not null,
    folded_name text collate "C" not null,
    description text,
    email       text,
    is_producer boolean not null,
    sells       text not null check (sells in ('none', 'own', 'any')),
    zone        text not null,
    currency    text not null check (length(currency) = 3),
    created_at  bigint not null
);

create index enterprise_by_folded_name on enterprise (folded_name);

create table membership (
    enterprise_id uuid   not null references enterprise (id),
    user_id       uuid   not null references user_account (id),
    role          text not null check (role in ('owner', 'manager')),
    primary key (enterprise_id, user_id)
);

create index membership_by_user on membership (user_id);

-- What one enterprise allows another: a producer lets a hub sell its goods in order cycles.
create table enterprise_grant (
    grantor_id uuid   not null references enterprise (id),
    grantee_id uuid   not null references enterprise (id),
    kind       text not null check (kind in ('supply-to-cycles')),
    created_at bigint not null,
    primary key (grantor_id, grantee_id, kind)
);

create index enterprise_grant_by_grantee on enterprise_grant (grantee_id, kind);
