-- One enterprise allows another to sell its goods, to manage its products, to edit its profile, or to set prices of its
-- own; nobody needs leave from itself.
create table enterprise_trust (
    grantor_id blob    not null references enterprise (id),
    grantee_id blob    not null references enterprise (id),
    kind       text    not null
        check (kind in ('supply-to-cycles', 'manage-products', 'edit-profile', 'set-hub-prices')),
    created_at integer not null,
    primary key (grantor_id, grantee_id, kind),
    check (grantor_id <> grantee_id)
) strict, without rowid;

insert into enterprise_trust (grantor_id, grantee_id, kind, created_at)
    select grantor_id, grantee_id, kind, created_at from enterprise_grant where grantor_id <> grantee_id;
drop table enterprise_grant;
alter table enterprise_trust rename to enterprise_grant;
create index enterprise_grant_by_grantee on enterprise_grant (grantee_id, kind);
