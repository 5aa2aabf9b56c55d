-- A product can be withdrawn, and brought back.
alter table product add column withdrawn boolean not null default false;
