drop table order_by_shop;
