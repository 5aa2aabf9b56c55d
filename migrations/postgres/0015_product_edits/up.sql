-- A product can be withdrawn and brought back, and counts its changes and those of its sizes.
alter table product add column withdrawn boolean not null default false;
alter table product add column version bigint not null default 1;
