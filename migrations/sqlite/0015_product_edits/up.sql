-- A product can be withdrawn and brought back, and counts its changes and those of its sizes.
alter table product add column withdrawn integer not null default 0;
alter table product add column version integer not null default 1;
