-- What is remembered of a producer's goods, to find them by their words, is as old as their changes.
alter table product add column changes integer not null default 0;
create index product_changes on product (producer_id, changes);
