drop index enterprise_address_by_postcode;
create index enterprise_address_by_postcode on enterprise_address (kind, postcode);

alter table enterprise_address drop column postcode_plain;
