-- How a hub reaches its customers, where they live, and what it minds of them.
alter table customer add column phone text;
alter table customer add column note text;
alter table customer add column street text;
alter table customer add column postcode text;
alter table customer add column city text;
