-- What was ordered of a producer when that was less than it delivers from, and how many orders it left: letters tell of it later.
alter table exchange add column missed_minor integer check (missed_minor > 0);
alter table exchange add column missed_orders integer check (missed_orders > 0);
