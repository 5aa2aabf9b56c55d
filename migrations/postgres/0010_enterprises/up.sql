-- One enterprise allows another to sell its goods, to manage its products, to edit its profile, or to set prices of its
-- own; nobody needs leave from itself.
delete from enterprise_grant where grantor_id = grantee_id;
alter table enterprise_grant drop constraint enterprise_grant_kind_check;
alter table enterprise_grant add constraint enterprise_grant_kind_check
    check (kind in ('supply-to-cycles', 'manage-products', 'edit-profile', 'set-hub-prices'));
alter table enterprise_grant add constraint enterprise_grant_check check (grantor_id <> grantee_id);
