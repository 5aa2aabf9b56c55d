create table enterprise_trust (
    grantor_id blob   not null references enterprise (id),
    grantee_id blob   not null references enterprise (id),
    kind       text not null check (kind in ('supply-to-cycles')),
    created_at integer not null,
    primary key (grantor_id, grantee_id, kind)
) strict, without rowid;

insert into enterprise_trust (grantor_id, grantee_id, kind, created_at)
    select grantor_id, grantee_id, kind, created_at from enterprise_grant where kind = 'supply-to-cycles';
drop table enterprise_grant;
alter table enterprise_trust rename to enterprise_grant;
create index enterprise_grant_by_grantee on enterprise_grant (grantee_id, kind);
