alter table payment drop column recorded_by_key;
drop table shop_key_origin;
drop table shop_key;
drop table api_key;

create table membership_of_fewer_roles (
    enterprise_id blob   not null references enterprise (id),
    user_id       blob   not null references user_account (id),
    role          text not null check (role in ('owner', 'manager')),
    primary key (enterprise_id, user_id)
) strict, without rowid;

insert into membership_of_fewer_roles
select enterprise_id, user_id, role from membership where role in ('owner', 'manager');
drop table membership;
alter table membership_of_fewer_roles rename to membership;
create index membership_by_user on membership (user_id);

alter table user_account drop column is_administrator;
