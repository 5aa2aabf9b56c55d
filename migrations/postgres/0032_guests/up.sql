-- A hub takes orders of guests unless it says otherwise; and how many orders guests placed for one address of late is counted.
alter table enterprise add column takes_guests boolean not null default true;
create index orders_by_guest on orders (email, placed_at) where user_id is null;
