alter table payment drop column recorded_by_key;
drop table shop_key_origin;
drop table shop_key;
drop table api_key;

delete from membership where role not in ('owner', 'manager');
alter table membership
drop constraint membership_role_check,
add constraint membership_role_check check (role in ('owner', 'manager'));

alter table user_account drop column is_administrator;
