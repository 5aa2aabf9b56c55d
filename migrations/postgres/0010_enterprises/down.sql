alter table enterprise_grant drop constraint enterprise_grant_check;
alter table enterprise_grant drop constraint enterprise_grant_kind_check;
delete from enterprise_grant where kind <> 'supply-to-cycles';
alter table enterprise_grant add constraint enterprise_grant_kind_check check (kind in ('supply-to-cycles'));
