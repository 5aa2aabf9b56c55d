drop table vocabulary_term;
alter table enterprise drop column shelves;
drop index enterprise_address_by_postcode;
