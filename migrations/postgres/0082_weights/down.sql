alter table order_change drop constraint order_change_cause_check;
alter table order_change add constraint order_change_cause_check check (cause in ('minimum', 'shortage', 'customer', 'shop'));
alter table orders drop column at_most_minor;
drop table order_weight_before;
drop table order_weight;
