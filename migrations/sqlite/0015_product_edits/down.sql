alter table product drop column withdrawn;
