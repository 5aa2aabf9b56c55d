-- An order keeps, line by line, whether what was bought may be given back: it is told with the order, on a durable medium.
alter table order_line add column withdrawal text check (withdrawal in ('fourteen-days', 'perishable'));
