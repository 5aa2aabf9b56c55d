-- A post code is compared in one way, however it is written: its letters and digits in capitals, without the sign of its country.
alter table enterprise_address add column postcode_plain text collate "C";

update enterprise_address
set postcode_plain = regexp_replace(
    regexp_replace(upper(trim(postcode)), '^[A-Z]{1,3}-([0-9])', '\1'), '[^A-Z0-9]', '', 'g');

drop index enterprise_address_by_postcode;
create index enterprise_address_by_postcode on enterprise_address (kind, postcode_plain);
