alter table order_line drop column withdrawal;
