-- Some members only pack or hand out, few people administer the whole platform, and machines and shop fronts act by keys.
alter table user_account add column is_administrator integer not null default 0;

create table membership_of_more_roles (
    enterprise_id blob   not null references enterprise (id),
    user_id       blob   not null references user_account (id),
    role          text not null check (role in ('owner', 'manager', 'packer', 'hand-over')),
    primary key (enterprise_id, user_id)
) strict, without rowid;

insert into membership_of_more_roles select enterprise_id, user_id, role from membership;
drop table membership;
alter table membership_of_more_roles rename to membership;
create index membership_by_user on membership (user_id);

-- A machine's key to one enterprise: its secret is kept hashed, what it may do stands in its scopes.
create table api_key (
    id            blob    primary key not null,
    enterprise_id blob    not null references enterprise (id),
    name          text    not null,
    secret_hash   blob    not null unique,
    scopes        text    not null,
    created_at    integer not null,
    created_by    blob    references user_account (id),
    expires_at    integer,
    last_used_at  integer,
    revoked_at    integer,
    check (created_at < expires_at)
) strict, without rowid;

create index api_key_by_enterprise on api_key (enterprise_id) where revoked_at is null;

-- A shop front's key to one hub's shop: it stands in web pages for all to read, and is good from the origins listed.
create table shop_key (
    id         blob    primary key not null,
    hub_id     blob    not null references enterprise (id),
    name       text    not null,
    key        text    not null unique,
    created_at integer not null,
    created_by blob    references user_account (id),
    revoked_at integer
) strict, without rowid;

create index shop_key_by_hub on shop_key (hub_id) where revoked_at is null;

create table shop_key_origin (
    shop_key_id blob not null references shop_key (id),
    origin      text not null,
    primary key (shop_key_id, origin)
) strict, without rowid;

create index shop_key_origin_by_origin on shop_key_origin (origin);

-- Who says that a payment came in is a person, or a machine by its key.
alter table payment add column recorded_by_key blob references api_key (id);
