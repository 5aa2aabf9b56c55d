-- Some members only pack or hand out, few people administer the whole platform, and machines and shop fronts act by keys.
alter table user_account add column is_administrator boolean not null default false;

alter table membership
drop constraint membership_role_check,
add constraint membership_role_check check (role in ('owner', 'manager', 'packer', 'hand-over'));

-- A machine's key to one enterprise: its secret is kept hashed, what it may do stands in its scopes.
create table api_key (
    id            uuid   primary key not null,
    enterprise_id uuid   not null references enterprise (id),
    name          text   not null,
    secret_hash   bytea  not null unique,
    scopes        text   not null,
    created_at    bigint not null,
    created_by    uuid   references user_account (id),
    expires_at    bigint,
    last_used_at  bigint,
    revoked_at    bigint,
    check (created_at < expires_at)
);

create index api_key_by_enterprise on api_key (enterprise_id) where revoked_at is null;

-- A shop front's key to one hub's shop: it stands in web pages for all to read, and is good from the origins listed.
create table shop_key (
    id         uuid   primary key not null,
    hub_id     uuid   not null references enterprise (id),
    name       text   not null,
    key        text   not null unique,
    created_at bigint not null,
    created_by uuid   references user_account (id),
    revoked_at bigint
);

create index shop_key_by_hub on shop_key (hub_id) where revoked_at is null;

create table shop_key_origin (
    shop_key_id uuid not null references shop_key (id),
    origin      text collate "C" not null,
    primary key (shop_key_id, origin)
);

create index shop_key_origin_by_origin on shop_key_origin (origin);

-- Who says that a payment came in is a person, or a machine by its key.
alter table payment add column recorded_by_key uuid references api_key (id);
