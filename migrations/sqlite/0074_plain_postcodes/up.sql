-- A post code is compared in one way, however it is written: its letters and digits in capitals, without the sign of its country.
alter table enterprise_address add column postcode_plain text;

update enterprise_address set postcode_plain = upper(trim(postcode));

update enterprise_address set postcode_plain = substr(postcode_plain, instr(postcode_plain, '-') + 1)
where postcode_plain glob '[A-Z]-[0-9]*' or postcode_plain glob '[A-Z][A-Z]-[0-9]*'
    or postcode_plain glob '[A-Z][A-Z][A-Z]-[0-9]*';

update enterprise_address
set postcode_plain = replace(replace(replace(postcode_plain, ' ', ''), '-', ''), char(160), '');

drop index enterprise_address_by_postcode;
create index enterprise_address_by_postcode on enterprise_address (kind, postcode_plain);
