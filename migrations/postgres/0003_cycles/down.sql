drop table coordinator_fee;
drop table exchange_fee;
drop table exchange_variant;
drop table exchange;
drop table order_cycle;
drop table fee;
