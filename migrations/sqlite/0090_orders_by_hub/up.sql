-- A hub looks for an order among those of all its cycles.
create index orders_by_hub on orders (hub_id, id);
