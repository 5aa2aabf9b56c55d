-- A product can be withdrawn, and brought back.
alter table product add column withdrawn integer not null default 0;
