-- Enterprises show themselves together in a group, which a person or an enterprise speaks for.
create table enterprise_group (
    id                  blob primary key not null,
    slug                text not null unique,
    name                text not null,
    description         text,
    owner_person_id     blob references user_account (id),
    owner_enterprise_id blob references enterprise (id),
    created_at          integer not null,
    version             integer not null check (version > 0),
    check ((owner_person_id is null) <> (owner_enterprise_id is null))
) strict, without rowid;

-- An enterprise belongs to a group when both agreed; until then one waits for the other.
create table group_member (
    group_id          blob not null references enterprise_group (id),
    enterprise_id     blob not null references enterprise (id),
    group_agrees      integer not null,
    enterprise_agrees integer not null,
    primary key (group_id, enterprise_id)
) strict, without rowid;

create index group_member_by_enterprise on group_member (enterprise_id);
