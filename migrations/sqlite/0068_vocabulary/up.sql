-- Shops are looked for around a post code; where that is, the addresses of those who are there tell.
create index enterprise_address_by_postcode on enterprise_address (kind, postcode);
