alter table exchange drop column missed_orders;
alter table exchange drop column missed_minor;
