-- Who founded an enterprise is known apart from who was asked in later: what founders share is not presumed of the others.
alter table membership add column founded integer not null default 0;
update membership set founded = 1 where role = 'owner' and not exists (
    select 1 from membership other
    where other.enterprise_id = membership.enterprise_id and other.user_id <> membership.user_id and other.role = 'owner'
);
create index invitation_by_email on invitation (email, id);
