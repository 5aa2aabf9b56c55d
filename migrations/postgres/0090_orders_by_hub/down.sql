drop index orders_by_hub;
