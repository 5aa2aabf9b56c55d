drop index invitation_by_email;
alter table membership drop column founded;
