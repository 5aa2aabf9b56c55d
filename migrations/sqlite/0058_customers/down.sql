alter table enterprise drop column rules_version;
alter table enterprise drop column customers_only;
alter table hub_terms drop column tags;
alter table exchange drop column tags;
drop table group_price;
drop table tag_rule;
drop table customer;
