drop index orders_by_guest;
alter table enterprise drop column takes_guests;
