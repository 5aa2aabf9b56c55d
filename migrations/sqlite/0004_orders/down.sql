drop table order_component;
drop table order_line;
drop table orders;
drop table cart;
