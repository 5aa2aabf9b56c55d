create table enterprise_leave (
    grantor_id blob    not null references enterprise (id),
    grantee_id blob    not null references enterprise (id),
    kind       text    not null
        check (kind in ('supply-to-cycles', 'manage-products', 'edit-profile', 'set-hub-prices')),
    created_at integer not null,
    primary key (grantor_id, grantee_id, kind),
    check (grantor_id <> grantee_id)
) strict, without rowid;

insert into enterprise_leave (grantor_id, grantee_id, kind, created_at)
    select grantor_id, grantee_id, kind, created_at from enterprise_grant where kind <> 'sell-through';
drop table enterprise_grant;
alter table enterprise_leave rename to enterprise_grant;
create index enterprise_grant_by_grantee on enterprise_grant (grantee_id, kind);

alter table exchange drop column carries_all;
drop table participation;
