alter table cycle_series drop column limit_currency;
alter table cycle_series drop column limit_minor;
alter table cycle_series drop column limit_orders;
drop index order_cycle_limited;
alter table order_cycle drop column is_full;
alter table order_cycle drop column limit_currency;
alter table order_cycle drop column limit_minor;
alter table order_cycle drop column limit_orders;
