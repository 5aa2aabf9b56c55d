-- What hubs may sell of a producer is remembered, and is right while the producer's goods have not changed: how often they did is counted.
alter table enterprise add column goods_changes bigint not null default 0;
