alter table customer drop column city;
alter table customer drop column postcode;
alter table customer drop column street;
alter table customer drop column note;
alter table customer drop column phone;
