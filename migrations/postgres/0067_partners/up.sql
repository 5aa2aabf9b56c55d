-- An order that came through a partner's shop front says through which: by the shop key its cart was opened with, and by the
-- name the key had then. The cart vouches for the key; the order keeps it as a fact.
alter table cart add column shop_key_id uuid references shop_key (id);
alter table cart add column shop_key_name text collate "C"
    check ((shop_key_id is null) = (shop_key_name is null));
alter table orders add column shop_key_id uuid;
alter table orders add column shop_key_name text collate "C"
    check ((shop_key_id is null) = (shop_key_name is null));

create index orders_by_shop_key on orders (cycle_id, shop_key_id, id) where shop_key_id is not null;
