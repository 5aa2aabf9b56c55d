-- Enterprises show themselves together in a group, which a person or an enterprise speaks for.
create table enterprise_group (
    id                  uuid primary key not null,
    slug                text collate "C" not null unique,
    name                text not null,
    description         text,
    owner_person_id     uuid references user_account (id),
    owner_enterprise_id uuid references enterprise (id),
    created_at          bigint not null,
    version             bigint not null check (version > 0),
    check ((owner_person_id is null) <> (owner_enterprise_id is null))
);

-- An enterprise belongs to a group when both agreed; until then one waits for the other.
create table group_member (
    group_id          uuid not null references enterprise_group (id),
    enterprise_id     uuid not null references enterprise (id),
    group_agrees      boolean not null,
    enterprise_agrees boolean not null,
    primary key (group_id, enterprise_id)
);

create index group_member_by_enterprise on group_member (enterprise_id);
