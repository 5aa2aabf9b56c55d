-- A cycle closes by itself before its time once it has so many orders, or sold for so much.
alter table order_cycle add column limit_orders integer check (limit_orders > 0);
alter table order_cycle add column limit_minor integer check (limit_minor > 0);
alter table order_cycle add column limit_currency text;
alter table order_cycle add column is_full integer not null default 0;
create index order_cycle_limited on order_cycle (closes_at)
    where stage = 'open' and (limit_orders is not null or limit_minor is not null);
-- And each cycle of a series does.
alter table cycle_series add column limit_orders integer check (limit_orders > 0);
alter table cycle_series add column limit_minor integer check (limit_minor > 0);
alter table cycle_series add column limit_currency text;
