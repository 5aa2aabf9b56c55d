-- What one enterprise would allow another counts once the other takes it; until then it waits here, and changes nothing.
create table grant_offer (
    grantor_id blob    not null references enterprise (id),
    grantee_id blob    not null references enterprise (id),
    kind       text    not null,
    created_at integer not null,
    primary key (grantor_id, grantee_id, kind),
    check (grantor_id <> grantee_id)
) strict, without rowid;

create index grant_offer_by_grantee on grant_offer (grantee_id, kind);
