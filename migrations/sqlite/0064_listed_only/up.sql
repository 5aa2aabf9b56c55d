-- A hub may sell only what it set terms on, however much its farms bring.
alter table enterprise add column listed_only integer not null default 0;
