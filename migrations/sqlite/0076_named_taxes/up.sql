-- What the taxes were called that were included in an order together, and at which rates: nothing, where none had a name.
alter table orders add column named_taxes text;
