-- A guest opens their order with a secret that stands in their letter, and not with the id that those see who pack and hand out.
alter table orders add column access_token text;
