alter table product drop column version;
alter table product drop column withdrawn;
