alter table hub_terms drop column reduced_since;
alter table variant drop column reduced_since;
drop table hub_price;
drop table variant_price;
