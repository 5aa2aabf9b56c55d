alter table order_line drop column quota_id;
drop table hub_terms;
