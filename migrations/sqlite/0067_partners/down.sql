drop index orders_by_shop_key;
alter table orders drop column shop_key_name;
alter table orders drop column shop_key_id;
alter table cart drop column shop_key_name;
alter table cart drop column shop_key_id;
