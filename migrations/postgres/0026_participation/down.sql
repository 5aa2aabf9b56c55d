alter table enterprise_grant drop constraint enterprise_grant_kind_check;
delete from enterprise_grant where kind = 'sell-through';
alter table enterprise_grant add constraint enterprise_grant_kind_check
    check (kind in ('supply-to-cycles', 'manage-products', 'edit-profile', 'set-hub-prices'));

alter table exchange drop column carries_all;
drop table participation;
