drop table variant;
drop table supply_movement;
drop table supply;
drop table product;
